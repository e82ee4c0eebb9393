package io.meshlog.store.image;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores a snapshot whenever so many events have passed since the newest one. Follows the image, so
 * it acts exactly when there is something to do; writing happens on a thread apart, one at a time.
 */
public final class Snapshotter implements MeshListener {
  private static final Logger LOG = LoggerFactory.getLogger(Snapshotter.class);

  private final Snapshots snapshots;
  private final long every;
  private final BooleanSupplier isMyRole;
  private final Runnable stored;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile long newest;

  /**
   * @param isMyRole whether this replica is the one that stores them; two that both do are harmless
   * @param stored told of each one that could be read back
   */
  public Snapshotter(Snapshots snapshots, long every, BooleanSupplier isMyRole, Runnable stored)
      throws SQLException {
    this.snapshots = snapshots;
    this.every = every;
    this.isMyRole = isMyRole;
    this.stored = stored;
    this.newest = snapshots.newest();
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    if (after.head() - newest >= every
        && isMyRole.getAsBoolean()
        && writing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("meshlog-snapshot").start(() -> store(after));
    }
  }

  private void store(MeshImage image) {
    try {
      snapshots.store(image);
      newest = image.head();
      if (snapshots.verify(image.head())) {
        stored.run();
      }
    } catch (SQLException | RuntimeException e) {
      // The next step tries again; start-up is only longer without it.
      LOG.warn("no snapshot at {}: {}", image.head(), e.getMessage());
    } finally {
      writing.set(false);
    }
  }
}

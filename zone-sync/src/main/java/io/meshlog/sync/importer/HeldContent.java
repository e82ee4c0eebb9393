package io.meshlog.sync.importer;

import io.meshlog.events.state.StateDigest;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Resource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What our log holds of a channel, kept up to date by what the fold says. The fold's thread only
 * leaves notes, as many as the importer's own batches make; the importer's thread reads them.
 */
final class HeldContent implements AutoCloseable {
  private final Queue<Change> notes = new ConcurrentLinkedQueue<>();
  private final StateDigest digest = new StateDigest();
  private final AutoCloseable subscription;

  HeldContent(Channel channel, ChannelChanges changes) {
    this.subscription = changes.follow(channel, notes::add);
  }

  /** As of the newest step of the image. */
  StateDigest digest() {
    for (Change note = notes.poll(); note != null; note = notes.poll()) {
      Resource<?> now = note.after();
      if (now == null) {
        digest.remove(note.key());
      } else {
        digest.put(now);
      }
    }
    return digest;
  }

  @Override
  public void close() throws Exception {
    subscription.close();
  }
}

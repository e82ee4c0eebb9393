package io.meshlog.store.image;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.log.LogFormat;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored images, so that start-up and {@code asOf} need not replay from the first event. A snapshot
 * is only a short cut: one that is of another fold version, of another log or does not have the
 * hash it claims is ignored. Thread-safe.
 */
public final class Snapshots {
  /** Raised when the fold or the snapshot's form changes: older ones are then not used. */
  public static final int FOLD_VERSION = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final DataSource dataSource;
  private final SnapshotForm form;
  private final BaseImage base;
  private final Origin self;
  private final Clock clock;

  public Snapshots(DataSource dataSource, LogFormat format, Origin self, Clock clock) {
    this.dataSource = dataSource;
    this.form = new SnapshotForm(format);
    this.base = new BaseImage(dataSource, format, self);
    this.self = self;
    this.clock = clock;
  }

  /**
   * The image of the nearest usable snapshot at or before a position; if none is, where the log
   * begins: empty, or what retention left of the events it took out.
   */
  public MeshImage nearest(long pos) throws SQLException {
    long below = pos;
    while (true) {
      Optional<Stored> stored = read(below);
      if (stored.isEmpty()) {
        return base.read();
      }
      Optional<MeshImage> image = open(stored.get());
      if (image.isPresent()) {
        return image.get();
      }
      below = stored.get().pos() - 1;
    }
  }

  private record Stored(long pos, int epoch, byte[] stateHash, byte[] body) {}

  private Optional<MeshImage> open(Stored stored) {
    try {
      SnapshotForm.Content content = form.read(self, stored.body());
      if (Arrays.equals(content.stateHash(), stored.stateHash())) {
        return Optional.of(MeshImage.of(self, stored.epoch(), stored.pos(), content.resources()));
      }
      LOG.error(
          "snapshot at {} does not have the state it claims; replaying instead", stored.pos());
    } catch (RuntimeException e) {
      LOG.error("snapshot at {} cannot be read; replaying instead", stored.pos(), e);
    }
    return Optional.empty();
  }

  private Optional<Stored> read(long atOrBefore) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                """
                select s.pos, s.epoch, s.state_hash, s.body from snapshot s
                where s.fold_version = ? and s.pos <= ?
                  and s.log_hash = coalesce((select hash from event e where e.pos = s.pos),
                    (select floor_hash from log_meta where floor_pos = s.pos))
                order by s.pos desc limit 1
                """)) {
      select.setInt(1, FOLD_VERSION);
      select.setLong(2, atOrBefore);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Stored(row.getLong(1), row.getInt(2), row.getBytes(3), row.getBytes(4)))
            : Optional.empty();
      }
    }
  }

  /** Position of the newest snapshot, 0 when there is none. */
  public long newest() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select max(pos) from snapshot where fold_version = ?")) {
      select.setInt(1, FOLD_VERSION);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /**
   * Reads a stored snapshot back. Only one that passed may stand in for events.
   *
   * @return whether it has the state it claims
   */
  public boolean verify(long pos) throws SQLException {
    Optional<Stored> stored = read(pos).filter(s -> s.pos() == pos);
    if (stored.isEmpty() || open(stored.get()).isEmpty()) {
      return false;
    }
    try (Connection connection = dataSource.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update snapshot set verified_at = ? where fold_version = ? and pos = ?")) {
      update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
      update.setInt(2, FOLD_VERSION);
      update.setLong(3, pos);
      return update.executeUpdate() == 1;
    }
  }

  /** Stores an image; without effect when one is stored for its position. */
  public void store(MeshImage image) throws SQLException {
    byte[] body = form.write(image);
    try (Connection connection = dataSource.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into snapshot
                  (pos, fold_version, epoch, state_hash, log_hash, resources, body, created_at)
                select e.pos, ?, e.epoch, ?, e.hash, ?, ?, ? from event e where e.pos = ?
                on conflict do nothing
                """)) {
      insert.setInt(1, FOLD_VERSION);
      insert.setBytes(2, StateHash.of(image));
      insert.setInt(3, Math.toIntExact(image.everything().count()));
      insert.setBytes(4, body);
      insert.setObject(5, clock.instant().atOffset(ZoneOffset.UTC));
      insert.setLong(6, image.head());
      insert.executeUpdate();
    }
  }
}

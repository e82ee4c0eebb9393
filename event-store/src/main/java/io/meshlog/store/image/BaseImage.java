package io.meshlog.store.image;

import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Spec;
import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogFormat;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.BaseEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * The image at the floor of the log, from the newest event of each resource there: what the fold of
 * the events that retention took out was. Thread-safe.
 */
final class BaseImage {
  private static final int PAGE = 1_000;

  private final DataSource dataSource;
  private final LogFormat format;
  private final Origin self;

  BaseImage(DataSource dataSource, LogFormat format, Origin self) {
    this.dataSource = dataSource;
    this.format = format;
    this.self = self;
  }

  /** Empty while the log is whole. */
  MeshImage read() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try (Statement begin = connection.createStatement()) {
        // The floor and what is below it, of one moment.
        begin.execute("set transaction isolation level repeatable read read only");
        LogFloor floor = LogFloor.read(connection);
        return floor.pos() == 0
            ? MeshImage.empty(self)
            : MeshImage.of(self, floor.epoch(), floor.pos(), resources(connection));
      } finally {
        connection.rollback();
      }
    }
  }

  private List<Resource<?>> resources(Connection connection) throws SQLException {
    List<Resource<?>> resources = new ArrayList<>();
    List<BaseEntry> page = LogReader.base(connection, 0, PAGE);
    while (!page.isEmpty()) {
      for (BaseEntry base : page) {
        if (base.entry().key() != null) {
          RecordedEvent event =
              format.recorded(base.entry().row(), Objects.requireNonNull(base.entry().key()));
          if (event.event() instanceof Upserted<?> upserted) {
            resources.add(resource(self, event, upserted, base.created()));
          }
        }
      }
      page = LogReader.base(connection, page.getLast().entry().row().pos(), PAGE);
    }
    return resources;
  }

  static <S extends Spec> Resource<S> resource(
      Origin self, RecordedEvent event, Upserted<S> upserted, Instant created) {
    return new Resource<>(
        upserted.type(),
        upserted.key(),
        MeshImage.servedName(self, upserted.type(), upserted.key()),
        upserted.labels(),
        upserted.spec(),
        created,
        event.recordedAt(),
        event.streamVersion(),
        event.pos());
  }
}

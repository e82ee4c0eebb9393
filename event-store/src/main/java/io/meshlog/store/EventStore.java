package io.meshlog.store;

import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.append.Appender;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.history.History;
import io.meshlog.store.image.ImageAt;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.image.Snapshots;
import io.meshlog.store.imports.ImportLog;
import io.meshlog.store.log.LogFormat;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogOwner;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.sync.SyncFacts;
import io.meshlog.store.tail.LogTail;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The log of one control plane on a migrated database, with the live image that follows it. A
 * replica opens one; several may be open on one database.
 */
public final class EventStore implements AutoCloseable {
  private final LogIdentity identity;
  private final LogFormat format;
  private final LogReader reader;
  private final Snapshots snapshots;
  private final LiveImage live;
  private final LogTail tail;
  private final Appender appender;
  private final ImageAt past;
  private final History history;
  private final ExportLog exports;
  private final ImportLog imports;
  private final SyncFacts sync;

  private EventStore(
      DataSource dataSource, ResourceTypes types, LogOwner owner, StoreOptions options)
      throws SQLException {
    identity = LogIdentity.openOrCreate(dataSource, owner);
    format = new LogFormat(types, options.signing(), options.upcasters());
    reader = new LogReader(dataSource, format);
    snapshots = new Snapshots(dataSource, format, owner.self(), options.clock());
    live = LiveImage.load(reader, snapshots);
    tail = new LogTail(reader, dataSource, live, live.current().head(), options.safetyInterval());
    appender =
        new Appender(
            dataSource,
            format,
            identity,
            options.clock(),
            options.limits(),
            tail,
            options.failPoint());
    past = new ImageAt(reader, snapshots, live);
    history = new History(dataSource, reader);
    exports = new ExportLog(dataSource, reader, identity, options.clock(), tail);
    imports = new ImportLog(dataSource, format, identity, options.clock(), tail);
    sync = new SyncFacts(dataSource);
    tail.start();
  }

  /**
   * Loads the image and starts to follow the log.
   *
   * @throws IllegalStateException when the database holds another control plane's log
   */
  public static EventStore open(
      DataSource dataSource, ResourceTypes types, LogOwner owner, StoreOptions options)
      throws SQLException {
    return new EventStore(dataSource, types, owner, options);
  }

  public LogIdentity identity() {
    return identity;
  }

  public LogFormat format() {
    return format;
  }

  public EventLog log() {
    return appender;
  }

  public Appender appender() {
    return appender;
  }

  public LogReader reader() {
    return reader;
  }

  public LogTail tail() {
    return tail;
  }

  public LiveImage live() {
    return live;
  }

  public ImageAt past() {
    return past;
  }

  public Snapshots snapshots() {
    return snapshots;
  }

  public History history() {
    return history;
  }

  public ExportLog exports() {
    return exports;
  }

  public ImportLog imports() {
    return imports;
  }

  public SyncFacts sync() {
    return sync;
  }

  /** Stops appending, then following. */
  @Override
  public void close() {
    appender.close();
    tail.close();
  }
}

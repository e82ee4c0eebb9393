package io.meshlog.store.tail;

import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the log's notifications on a connection of its own, on a thread of its own, and passes on
 * the head position. After each (re)connect it reads the head itself, since notifications sent
 * meanwhile are lost.
 */
final class Listener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final int GRACE_MILLIS = 1_000;

  /** What the listener tells the tail. */
  interface Sink {
    void connected();

    void headAt(long pos);

    /** Highest position the tail was told of. */
    long known();
  }

  private final DataSource dataSource;
  private final Sink sink;
  private final int safetyMillis;
  private final AtomicLong missed = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable Connection current;
  private volatile boolean listening;
  private volatile boolean closed;

  Listener(DataSource dataSource, Sink sink, Duration safetyInterval) {
    this.dataSource = dataSource;
    this.sink = sink;
    this.safetyMillis = Math.toIntExact(safetyInterval.toMillis());
    this.thread = Thread.ofPlatform().name("meshlog-listen").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean listening() {
    return listening;
  }

  /** Safety reads that found work nobody had announced. */
  long missed() {
    return missed.get();
  }

  private void run() {
    Duration pause = FIRST_PAUSE;
    while (!closed) {
      try (Connection connection = dataSource.getConnection()) {
        current = connection;
        pause = FIRST_PAUSE;
        listen(connection);
      } catch (SQLException | RuntimeException e) {
        if (!closed) {
          LOG.warn("not listening to the log for {} ms: {}", pause.toMillis(), e.getMessage());
        }
      } finally {
        listening = false;
        current = null;
      }
      if (!closed) {
        pause = sleep(pause);
      }
    }
  }

  private void listen(Connection connection) throws SQLException {
    try {
      connection.setAutoCommit(true);
      execute(connection, "set application_name = 'meshlog-listen'");
      execute(connection, "listen " + LogTransaction.NOTIFICATIONS);
      listening = true;
      sink.connected();
      sink.headAt(LogHead.read(connection).pos());
      hear(connection);
    } finally {
      // It still listens, under a name of its own: nobody else may get it from the pool.
      abort(connection);
    }
  }

  private void hear(Connection connection) throws SQLException {
    PGConnection postgres = connection.unwrap(PGConnection.class);
    while (!closed) {
      if (!pass(postgres.getNotifications(safetyMillis))) {
        checkNothingWasMissed(connection, postgres);
      }
    }
  }

  /** Also finds a connection that died silently. */
  private void checkNothingWasMissed(Connection connection, PGConnection postgres)
      throws SQLException {
    long head = LogHead.read(connection).pos();
    if (head > sink.known()) {
      pass(postgres.getNotifications(GRACE_MILLIS));
      if (head > sink.known()) {
        missed.incrementAndGet();
        LOG.error("the log is at {} and no notification said so", head);
        sink.headAt(head);
      }
    }
  }

  private boolean pass(PGNotification @Nullable [] notifications) {
    if (notifications == null || notifications.length == 0) {
      return false;
    }
    long head = 0;
    for (PGNotification notification : notifications) {
      head = Math.max(head, Long.parseLong(notification.getParameter()));
    }
    sink.headAt(head);
    return true;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Duration sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      closed = true;
    }
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  @Override
  public void close() {
    closed = true;
    Connection connection = current;
    if (connection == null || !wakeByNotification()) {
      thread.interrupt();
      abort(connection);
    }
    try {
      if (!thread.join(Duration.ofSeconds(5))) {
        abort(connection);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A blocked read notices only what arrives. Other replicas hear it too and find nothing new. */
  private boolean wakeByNotification() {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(true);
      execute(connection, "notify " + LogTransaction.NOTIFICATIONS + ", '0'");
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static void abort(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOG.debug("the listening connection was gone already: {}", e.getMessage());
    }
  }
}

package io.meshlog.store.append;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.store.append.AppendOutcome.OutcomeUnknown;
import io.meshlog.store.append.AppendOutcome.Overloaded;
import io.meshlog.store.append.AppendOutcome.Unavailable;
import io.meshlog.store.log.CommitListener;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.log.LogFormat;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.log.Uuid7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends commands to the log: a bounded queue in front of one thread, which takes whatever waits
 * (up to a limit, without waiting for more) into one transaction. Under load the batches grow by
 * themselves, since commands gather while the one before commits. Several replicas may each run
 * one; the log's lock orders them.
 */
public final class Appender implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Appender.class);

  record Pending(AppendRequest request, CompletableFuture<AppendOutcome> future) {}

  private final DataSource dataSource;
  private final LogFormat format;
  private final LogIdentity identity;
  private final Clock clock;
  private final AppenderLimits limits;
  private final CommitListener listener;
  private final FailPoint failPoint;
  private final Uuid7 ids = new Uuid7();
  private final BlockingQueue<Pending> queue;
  private final Thread thread;
  private volatile boolean closed;

  public Appender(
      DataSource dataSource,
      LogFormat format,
      LogIdentity identity,
      Clock clock,
      AppenderLimits limits,
      CommitListener listener,
      FailPoint failPoint) {
    this.dataSource = dataSource;
    this.format = format;
    this.identity = identity;
    this.clock = clock;
    this.limits = limits;
    this.listener = listener;
    this.failPoint = failPoint;
    this.queue = new ArrayBlockingQueue<>(limits.queue());
    this.thread = Thread.ofPlatform().name("meshlog-appender").daemon().start(this::run);
  }

  @Override
  public CompletableFuture<AppendOutcome> append(AppendRequest request) {
    if (closed) {
      return CompletableFuture.completedFuture(new Unavailable("the control plane is stopping"));
    }
    CompletableFuture<AppendOutcome> future = new CompletableFuture<>();
    AppendRequest normal;
    try {
      normal = request.with(format.normalise(request.command()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (!queue.offer(new Pending(normal, future))) {
      return CompletableFuture.completedFuture(new Overloaded());
    }
    if (closed) {
      refuseWaiting();
    }
    return future;
  }

  /** Commands that wait now; for the metric. */
  public int waiting() {
    return queue.size();
  }

  private void run() {
    List<Pending> batch = new ArrayList<>();
    while (!closed) {
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        break;
      }
      queue.drainTo(batch, limits.batch() - 1);
      append(batch);
      batch.clear();
    }
    refuseWaiting();
  }

  private void append(List<Pending> batch) {
    try {
      if (!tryAppend(batch)) {
        // A value the database refuses is not known beforehand whose it is: each on its own then.
        batch.forEach(single -> tryAppend(List.of(single)));
      }
    } catch (RuntimeException | Error e) {
      LOG.error("the appender failed on a batch of {}", batch.size(), e);
      batch.forEach(pending -> pending.future().completeExceptionally(e));
    }
  }

  /** False when the batch was refused as a whole and its commands may be tried one by one. */
  private boolean tryAppend(List<Pending> batch) {
    boolean committing = false;
    try (Connection connection = dataSource.getConnection()) {
      try {
        LogTransaction transaction =
            LogTransaction.begin(connection, format, identity.owner(), clock, ids);
        failPoint.reached("append.locked");
        BatchAppend work =
            new BatchAppend(transaction, batch.stream().map(Pending::request).toList(), limits);
        List<RecordedEvent> events = work.write();
        failPoint.reached("append.written");
        committing = true;
        connection.commit();
        committing = false;
        failPoint.reached("append.committed");
        tell(events);
        batch.forEach(work::complete);
        return true;
      } catch (SQLException | RuntimeException e) {
        if (!committing) {
          rollBack(connection);
        }
        throw e;
      }
    } catch (SQLException e) {
      return answer(batch, e, committing);
    }
  }

  private boolean answer(List<Pending> batch, SQLException e, boolean committing) {
    String state = state(e);
    String why = reason(e);
    if (committing) {
      LOG.warn("outcome of a commit of {} commands is unknown: {}", batch.size(), why);
      batch.forEach(p -> p.future().complete(new OutcomeUnknown(why)));
      return true;
    }
    boolean ofContent = state.startsWith("22") || state.startsWith("23");
    if (ofContent && batch.size() > 1) {
      return false;
    }
    if (ofContent) {
      batch.forEach(p -> p.future().completeExceptionally(e));
      return true;
    }
    LOG.warn("{} commands not appended: {}", batch.size(), why);
    batch.forEach(p -> p.future().complete(new Unavailable(why)));
    return true;
  }

  /** What the server said: the driver's own message for a batch repeats the statement's content. */
  private static String reason(SQLException e) {
    SQLException cause = e.getNextException() == null ? e : e.getNextException();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse(state(e));
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /**
   * What is committed is answered, whatever a listener makes of it: it will read the log anyway.
   */
  private void tell(List<RecordedEvent> events) {
    try {
      if (!events.isEmpty()) {
        listener.committed(events);
      }
    } catch (RuntimeException e) {
      LOG.error("a listener failed on committed events", e);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      LOG.debug("no roll-back on a broken connection: {}", e.getMessage());
    }
  }

  private void refuseWaiting() {
    List<Pending> waiting = new ArrayList<>();
    queue.drainTo(waiting);
    waiting.forEach(p -> p.future().complete(new Unavailable("the control plane is stopping")));
  }

  /** Lets the batch under way end; what waits is refused. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
  }
}

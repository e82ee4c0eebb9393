package io.meshlog.api.audit;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.model.event.EventMeta;
import io.meshlog.store.audit.AuditEntry;
import io.meshlog.store.audit.AuditEntry.Caller;
import io.meshlog.store.audit.AuditEntry.Kind;
import io.meshlog.store.audit.AuditLog;
import io.meshlog.store.audit.AuditQueue;
import io.meshlog.store.audit.AuditRetention;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Notes what is no event: refusals, issued tokens, secrets that were read. No token and no secret
 * goes out before its entry is written, since both need the database anyway; a refusal never waits
 * for its own. Thread-safe.
 */
public final class Audit {
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
  private static final int CLIENT_ERROR = 400;
  private static final int UNAUTHENTICATED = 401;
  private static final int DENIED = 403;
  private static final int SERVER_ERROR = 500;

  private final AuditLog log;
  private final AuditQueue queue;
  private final AuditRetention retention;
  private final Clock clock;

  public Audit(AuditLog log, AuditQueue queue, AuditRetention retention, Clock clock) {
    this.log = log;
    this.queue = queue;
    this.retention = retention;
    this.clock = clock;
  }

  /** Whether an answer is a refusal that is noted: of any write, and of who may not read. */
  public static boolean notes(String method, int status) {
    return status == UNAUTHENTICATED
        || status == DENIED
        || (status >= CLIENT_ERROR && status < SERVER_ERROR && !READS.contains(method));
  }

  /**
   * @param title of the refusal
   */
  public void refused(Ask ask, int status, String title) {
    queue.offer(entry(ask, Kind.REFUSED, status, title));
  }

  /**
   * A proxy was turned away for what it showed of itself. Never blocks.
   *
   * @param proxy who it said it is
   * @param client address of the TCP peer
   * @param path of the request or of the gRPC method
   * @param status of the answer; 401 stands for what gRPC has no number for
   */
  public void refusedProxy(String proxy, String client, String path, int status, String why) {
    Caller caller = new Caller("proxy:" + proxy, null, UUID.randomUUID().toString(), null);
    queue.offer(
        new AuditEntry(
            0, clock.instant(), Kind.REFUSED, caller, client, "POST", path, status, why, 1));
  }

  /**
   * @param what for whom it is and its id, never the token
   * @throws io.meshlog.api.error.ProblemException 503 when it cannot be noted
   */
  public void tokenIssued(Ask ask, String what) {
    write(entry(ask, Kind.TOKEN_ISSUED, 200, what));
  }

  /**
   * @throws io.meshlog.api.error.ProblemException 503 when it cannot be noted
   */
  public void secretRead(Ask ask, String what) {
    write(entry(ask, Kind.SECRET_READ, 200, what));
  }

  /**
   * Somebody asks a proxy's Envoy; does not wait for the entry, so that a mesh without its database
   * can still be looked into.
   */
  public void proxyInspected(Ask ask, String what) {
    queue.offer(entry(ask, Kind.PROXY_INSPECTED, 200, what));
  }

  /**
   * As {@link #proxyInspected(Ask, String)}, by way of another control plane.
   *
   * @param actor who asked there
   * @param from which control plane
   */
  public void proxyInspected(String actor, String from, String what) {
    queue.offer(
        new AuditEntry(
            0,
            clock.instant(),
            Kind.PROXY_INSPECTED,
            new Caller(actor, null, "", null),
            from,
            "ASK",
            "",
            200,
            what,
            1));
  }

  private void write(AuditEntry entry) {
    try {
      log.write(List.of(entry));
      retention.written();
    } catch (SQLException e) {
      throw Problem.unavailable("the audit log cannot be written at the moment", 5).raise();
    }
  }

  private AuditEntry entry(Ask ask, Kind kind, int status, String detail) {
    EventMeta meta = ask.meta();
    String request = meta.requestId();
    return new AuditEntry(
        0,
        clock.instant(),
        kind,
        new Caller(
            meta.actor(), meta.tokenId(), request == null ? "" : request, meta.traceparent()),
        ask.http().getRemoteAddr(),
        ask.http().getMethod(),
        ask.http().getRequestURI(),
        status,
        detail,
        1);
  }
}

package io.meshlog.store.audit;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something done or refused that is no change of the mesh. Holds no secret, no token and no body.
 *
 * @param id order of entries, 0 as long as it is not written
 * @param client address of the TCP peer
 * @param path without the query
 * @param detail title of the refusal, or what was given out
 * @param times how many equal ones came together
 */
public record AuditEntry(
    long id,
    Instant time,
    Kind kind,
    Caller caller,
    String client,
    String method,
    String path,
    int status,
    String detail,
    int times) {

  /** Why there is an entry. */
  public enum Kind {
    REFUSED,
    TOKEN_ISSUED,
    SECRET_READ,
    PROXY_INSPECTED
  }

  /**
   * Who made the request.
   *
   * @param tokenId of the token that said so
   * @param trace W3C trace context
   */
  public record Caller(
      String actor, @Nullable String tokenId, String requestId, @Nullable String trace) {}

  private static final int LONGEST = 512;

  /** Texts from outside are cut and made storable. */
  public AuditEntry {
    UnaryOperator<String> clean = AuditEntry::clean;
    caller =
        new Caller(
            clean.apply(caller.actor()),
            caller.tokenId() == null ? null : clean.apply(caller.tokenId()),
            clean.apply(caller.requestId()),
            caller.trace());
    path = clean.apply(path);
    detail = clean.apply(detail);
  }

  private static String clean(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** What entries share that differ only in when they came and by which request. */
  record Sameness(
      Kind kind,
      String actor,
      @Nullable String tokenId,
      String client,
      String method,
      String path,
      int status,
      String detail) {}

  Sameness sameness() {
    return new Sameness(
        kind, caller.actor(), caller.tokenId(), client, method, path, status, detail);
  }

  AuditEntry times(int value) {
    return new AuditEntry(id, time, kind, caller, client, method, path, status, detail, value);
  }
}

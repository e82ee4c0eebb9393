package io.meshlog.model.event;

import org.jspecify.annotations.Nullable;

/**
 * Who caused an event, and by which request.
 *
 * @param actor user name, {@code proxy:<mesh>.<name>} or {@code system:<role>}
 * @param tokenId {@code jti} of the token used
 * @param requestId of the HTTP request or stream
 * @param traceparent W3C trace context
 * @param revertedTo the position whose state a revert led back to, null when it was none
 */
public record EventMeta(
    String actor,
    @Nullable String tokenId,
    @Nullable String requestId,
    @Nullable String traceparent,
    @Nullable String revertedTo) {

  public EventMeta(
      String actor,
      @Nullable String tokenId,
      @Nullable String requestId,
      @Nullable String traceparent) {
    this(actor, tokenId, requestId, traceparent, null);
  }

  public static EventMeta system(String role) {
    return new EventMeta("system:" + role, null, null, null);
  }

  public static EventMeta of(String actor) {
    return new EventMeta(actor, null, null, null);
  }

  public EventMeta reverting(Position to) {
    return new EventMeta(actor, tokenId, requestId, traceparent, to.toString());
  }
}

package io.meshlog.zone.ads;

import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.meshlog.xds.XdsType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC stream: reads one request at a time, asks the gate on the first, and sends what its
 * {@link StreamFlow} has to say whenever the transport has room. Everything but the target's slot
 * belongs to the stream's turn.
 *
 * @param <Q> request of the dialect
 * @param <R> response of the dialect
 */
abstract sealed class ClientStream<Q extends Message, R extends Message>
    implements AdsStream, StreamObserver<Q> permits SotwStream, DeltaStream {
  private static final Logger LOG = LoggerFactory.getLogger(ClientStream.class);

  private final String id = UUID.randomUUID().toString();
  private final ServerCallStreamObserver<R> client;
  private final StreamGate gate;
  private final StreamCaller caller;
  private final Turns turns;
  private final AtomicReference<@Nullable Target> slot = new AtomicReference<>();
  private Phase phase = new Phase.Fresh();
  private @Nullable Target untaken;
  private long toldSettled = -1;
  final StreamFlow flow;

  /** Where a stream is in its life. */
  private sealed interface Phase {
    /** No request yet. */
    record Fresh() implements Phase {}

    /** The gate is deciding. */
    record Opening() implements Phase {}

    record Open(StreamUser user, String nodeId) implements Phase {}

    record Closed() implements Phase {}
  }

  ClientStream(
      ServerCallStreamObserver<R> client,
      StreamGate gate,
      StreamCaller caller,
      Executor pool,
      boolean delta) {
    this.client = client;
    this.gate = gate;
    this.caller = caller;
    this.turns = new Turns(pool);
    this.flow = new StreamFlow(delta);
    client.disableAutoRequest();
    client.setOnReadyHandler(() -> turns.run(this::pump));
    client.setOnCancelHandler(() -> turns.run(this::ended));
    client.request(1);
  }

  abstract Optional<Node> node(Q request);

  abstract String typeUrl(Q request);

  /**
   * Takes the request's acknowledgement and subscriptions; returns the client's refusal, if any.
   */
  abstract Optional<String> apply(XdsType type, Q request);

  abstract R response(Answer answer);

  // --- from gRPC

  @Override
  public final void onNext(Q request) {
    turns.run(() -> received(request));
  }

  @Override
  public final void onError(Throwable error) {
    turns.run(this::ended);
  }

  @Override
  public final void onCompleted() {
    turns.run(() -> finish(Status.OK));
  }

  // --- from those who feed the stream

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final void offer(Target target) {
    if (slot.getAndSet(target) == null) {
      turns.run(this::pump);
    }
  }

  @Override
  public final Map<XdsType, TypeCounts> counts() {
    Map<XdsType, TypeCounts> counts = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      counts.put(type, flow.flow(type).counts().now());
    }
    return counts;
  }

  @Override
  public final void close(Status status) {
    turns.submit(() -> finish(status));
  }

  // --- on the stream's turn

  private void received(Q request) {
    switch (phase) {
      case Phase.Fresh _ -> knock(request);
      case Phase.Open open -> {
        take(request, open);
        client.request(1);
      }
      case Phase.Opening _, Phase.Closed _ -> {}
    }
  }

  private void knock(Q request) {
    Optional<Node> node = node(request).filter(sent -> !sent.getId().isEmpty());
    if (node.isEmpty()) {
      finish(Status.INVALID_ARGUMENT.withDescription("the first request has no node id"));
      return;
    }
    phase = new Phase.Opening();
    gate.open(new StreamOpening(node.get(), caller, delta()), this)
        .whenComplete(
            (user, error) -> turns.submit(() -> opened(user, error, request, node.get().getId())));
  }

  private void opened(
      @Nullable StreamUser user, @Nullable Throwable error, Q request, String nodeId) {
    if (user == null) {
      finish(status(error));
    } else if (phase instanceof Phase.Closed) {
      user.closed();
    } else {
      Phase.Open open = new Phase.Open(user, nodeId);
      phase = open;
      take(request, open);
      client.request(1);
    }
  }

  private static Status status(@Nullable Throwable error) {
    Throwable cause =
        error instanceof CompletionException wrapped && wrapped.getCause() != null
            ? wrapped.getCause()
            : error;
    return switch (cause) {
      case StatusException refused -> refused.getStatus();
      case StatusRuntimeException refused -> refused.getStatus();
      case null -> Status.INTERNAL;
      default -> {
        LOG.error("a stream could not be opened", cause);
        yield Status.INTERNAL.withDescription("the stream could not be opened");
      }
    };
  }

  private void take(Q request, Phase.Open open) {
    String nodeId = node(request).map(Node::getId).orElse("");
    if (!nodeId.isEmpty() && !nodeId.equals(open.nodeId())) {
      finish(
          Status.INVALID_ARGUMENT.withDescription(
              "node id changed from \"" + open.nodeId() + "\" to \"" + nodeId + "\""));
      return;
    }
    Optional<XdsType> asked = XdsType.ofTypeUrl(typeUrl(request));
    if (asked.isEmpty()) {
      LOG.debug("{} asks for {}, which is not served", open.nodeId(), typeUrl(request));
      return;
    }
    XdsType type = asked.get();
    apply(type, request)
        .ifPresent(reason -> open.user().refused(flow.flow(type).sentPos(), type, reason));
    open.user().moved();
    pump();
  }

  private void pump() {
    if (!(phase instanceof Phase.Open open)) {
      return;
    }
    Target next = slot.getAndSet(null);
    if (next != null) {
      flow.retarget(next);
      untaken = next;
    }
    boolean sent = false;
    while (client.isReady()) {
      Answer answer = flow.next();
      if (answer == null) {
        break;
      }
      client.onNext(response(answer));
      sent = true;
    }
    tell(open.user(), sent);
  }

  private void tell(StreamUser user, boolean moved) {
    if (moved) {
      user.moved();
    }
    if (flow.targetPos() > toldSettled && flow.settled()) {
      toldSettled = flow.targetPos();
      user.settled(toldSettled);
    }
    Target sent = untaken;
    if (sent != null && flow.taken()) {
      untaken = null;
      user.taken(sent);
    }
  }

  private void finish(Status status) {
    if (phase instanceof Phase.Closed) {
      return;
    }
    try {
      if (status.isOk()) {
        client.onCompleted();
      } else {
        client.onError(status.asRuntimeException());
      }
    } catch (IllegalStateException alreadyClosed) {
      LOG.debug("stream {} was closed already", id);
    }
    ended();
  }

  private void ended() {
    Phase before = phase;
    phase = new Phase.Closed();
    slot.set(null);
    if (before instanceof Phase.Open open) {
      open.user().closed();
    }
  }
}

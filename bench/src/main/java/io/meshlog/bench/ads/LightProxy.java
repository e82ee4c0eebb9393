package io.meshlog.bench.ads;

import com.google.protobuf.MessageLite;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One sidecar's ADS stream in either dialect, on a connection of its own, as cheap as can be. Asks
 * for clusters, their endpoints, listeners and, when told to, the mesh's secrets; acknowledges all
 * it gets. Its callbacks run on one event loop.
 */
public final class LightProxy extends ClientCall.Listener<Received> implements AutoCloseable {

  /** Told of each response before it is acknowledged. */
  @FunctionalInterface
  public interface OnResponse {
    void received(int proxy, Received response, long nanoTime);
  }

  /**
   * What all proxies of a run share.
   *
   * @param secrets names they ask for by SDS; empty without mTLS
   */
  public record Connection(
      String host,
      int port,
      SslContext tls,
      EventLoopGroup loops,
      boolean delta,
      Set<String> secrets) {}

  private static final int TRIES = 20;
  private static final long RETRY_MS = 500;
  private static final long MAX_RETRY_MS = 8_000;
  private static final long GATE_MS = 50;
  private static final int MAX_MESSAGE = 64 << 20;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final int index;
  private final Connection to;
  private final OnResponse told;
  private final Semaphore gate;

  /** Whether it holds a permit. */
  private final AtomicBoolean connecting = new AtomicBoolean(true);

  private final ManagedChannel channel;
  private final SimulatedNode self;
  private volatile ClientCall<MessageLite, Received> call;
  private int refused;
  private final Map<XdsKind, Set<String>> asked = new EnumMap<>(XdsKind.class);
  private final Map<XdsKind, Received> newest = new EnumMap<>(XdsKind.class);
  private final Set<String> clusters = new TreeSet<>();
  private volatile boolean ended;
  private volatile String failure = "";

  private LightProxy(
      int index, Connection to, SimulatedNode self, OnResponse told, Semaphore gate) {
    this.gate = gate;
    this.index = index;
    this.to = to;
    this.told = told;
    this.self = self;
    this.channel =
        NettyChannelBuilder.forAddress(to.host(), to.port())
            .sslContext(to.tls())
            .overrideAuthority("localhost")
            .maxInboundMessageSize(MAX_MESSAGE)
            .eventLoopGroup(to.loops())
            .channelType(NioSocketChannel.class)
            .directExecutor()
            .build();
    this.call = open();
  }

  private ClientCall<MessageLite, Received> open() {
    asked.clear();
    newest.clear();
    clusters.clear();
    ClientCall<MessageLite, Received> opened =
        channel.newCall(AdsMethods.client(to.delta()), CallOptions.DEFAULT);
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, self.token());
    opened.start(this, headers);
    opened.request(1);
    // Everything else happens in answer to this, on the event loop.
    asked.put(XdsKind.CLUSTER, Set.of());
    opened.sendMessage(
        to.delta()
            ? DeltaDiscoveryRequest.newBuilder()
                .setNode(self.node())
                .setTypeUrl(XdsKind.CLUSTER.url())
                .build()
            : DiscoveryRequest.newBuilder()
                .setNode(self.node())
                .setTypeUrl(XdsKind.CLUSTER.url())
                .build());
    return opened;
  }

  /**
   * Begins to connect, and tries again for a while when that fails.
   *
   * @param gate has a permit for each handshake that may go on; one is taken already for this
   */
  public static LightProxy connect(
      int index, Connection to, SimulatedNode self, OnResponse told, Semaphore gate) {
    return new LightProxy(index, to, self, told, gate);
  }

  /** Why the stream ended, empty while it is open. */
  public String failure() {
    return failure;
  }

  @Override
  public void onReady() {
    settle();
  }

  private void settle() {
    if (connecting.getAndSet(false)) {
      gate.release();
    }
  }

  @Override
  public void onMessage(Received response) {
    told.received(index, response, System.nanoTime());
    acknowledge(response);
    if (response.is(XdsKind.CLUSTER)) {
      follow(response);
    }
    call.request(1);
  }

  private void acknowledge(Received response) {
    XdsKind kind = XdsKind.of(response.typeUrl());
    if (to.delta()) {
      call.sendMessage(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(response.typeUrl())
              .setResponseNonce(response.nonce())
              .build());
    } else {
      // Kept without its content: a later request names version and nonce.
      newest.put(
          kind,
          new Received(
              new byte[0], response.typeUrl(), response.version(), response.nonce(), List.of()));
      request(kind);
    }
  }

  private void request(XdsKind kind) {
    DiscoveryRequest.Builder request =
        DiscoveryRequest.newBuilder()
            .setTypeUrl(kind.url())
            .addAllResourceNames(asked.getOrDefault(kind, Set.of()));
    Received last = newest.get(kind);
    if (last != null) {
      request.setVersionInfo(last.version()).setResponseNonce(last.nonce());
    }
    call.sendMessage(request.build());
  }

  private void follow(Received response) {
    Received.Clusters found = response.clusters(to.delta());
    if (to.delta()) {
      clusters.removeAll(response.removed());
    } else {
      clusters.clear();
    }
    clusters.addAll(found.eds());
    subscribe(XdsKind.ENDPOINT, Set.copyOf(clusters));
    if (!asked.containsKey(XdsKind.LISTENER)) {
      ask(XdsKind.LISTENER, Set.of(), Set.of());
    }
    subscribe(XdsKind.SECRET, to.secrets());
  }

  private void subscribe(XdsKind kind, Set<String> wanted) {
    Set<String> before = asked.getOrDefault(kind, Set.of());
    if (!wanted.isEmpty() && !wanted.equals(before)) {
      ask(kind, wanted, before);
    }
  }

  private void ask(XdsKind kind, Set<String> wanted, Set<String> before) {
    asked.put(kind, wanted);
    if (to.delta()) {
      List<String> added = wanted.stream().filter(name -> !before.contains(name)).toList();
      List<String> dropped = before.stream().filter(name -> !wanted.contains(name)).toList();
      call.sendMessage(
          DeltaDiscoveryRequest.newBuilder()
              .setTypeUrl(kind.url())
              .addAllResourceNamesSubscribe(added)
              .addAllResourceNamesUnsubscribe(dropped)
              .build());
    } else {
      request(kind);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    settle();
    if (ended) {
      return;
    }
    // A control plane may still know the stream before this one; an Envoy tries again, too.
    if (++refused < TRIES) {
      long wait = Math.min(MAX_RETRY_MS, RETRY_MS << Math.min(refused - 1, 10));
      to.loops().next().schedule(this::again, wait, TimeUnit.MILLISECONDS);
    } else {
      failure = status.toString();
    }
  }

  private void again() {
    if (ended) {
      return;
    }
    if (gate.tryAcquire()) {
      connecting.set(true);
      call = open();
    } else {
      to.loops().next().schedule(this::again, GATE_MS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    ended = true;
    channel.shutdownNow();
    settle();
  }
}

package io.meshlog.bench.ads;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;

/**
 * One state-of-the-world ADS stream that asks for what an Envoy would ask for and acknowledges what
 * it gets. Callbacks run on the stream's own thread of the given executor, one at a time.
 */
public final class SimulatedProxy implements AutoCloseable, StreamObserver<DiscoveryResponse> {

  /** Told of each response right after it was acknowledged. */
  @FunctionalInterface
  public interface OnAck {
    void acknowledged(SimulatedProxy proxy, XdsKind kind, List<Any> resources, long nanoTime);
  }

  private static final int MAX_MESSAGE = 64 << 20;

  private final SimulatedNode self;
  private final OnAck onAck;
  private final ManagedChannel channel;
  private final StreamObserver<DiscoveryRequest> requests;
  private final Map<XdsKind, Set<String>> asked = new HashMap<>();
  private final AtomicLong responses = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean ended;
  private volatile String failure = "";

  private SimulatedProxy(ControlPlaneAddress cp, SimulatedNode self, Executor executor, OnAck onAck)
      throws SSLException {
    this.self = self;
    this.onAck = onAck;
    this.channel =
        NettyChannelBuilder.forAddress(cp.host(), cp.port())
            .sslContext(GrpcSslContexts.forClient().trustManager(cp.caCert().toFile()).build())
            .overrideAuthority("localhost")
            .maxInboundMessageSize(MAX_MESSAGE)
            .executor(executor)
            .build();
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), self.token());
    this.requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .streamAggregatedResources(this);
  }

  /** Connects and asks for clusters, then listeners, as Envoy does. */
  public static SimulatedProxy connect(
      ControlPlaneAddress cp, SimulatedNode self, Executor executor, OnAck onAck) {
    try {
      SimulatedProxy proxy = new SimulatedProxy(cp, self, executor, onAck);
      proxy.requests.onNext(
          DiscoveryRequest.newBuilder()
              .setNode(self.node())
              .setTypeUrl(XdsKind.CLUSTER.url())
              .build());
      return proxy;
    } catch (SSLException e) {
      throw new IllegalArgumentException("unusable certificate " + cp.caCert(), e);
    }
  }

  public SimulatedNode self() {
    return self;
  }

  public long responses() {
    return responses.get();
  }

  public long bytes() {
    return bytes.get();
  }

  /** Why the stream ended, empty while it is open. */
  public String failure() {
    return failure;
  }

  @Override
  public void onNext(DiscoveryResponse response) {
    responses.incrementAndGet();
    bytes.addAndGet(response.getSerializedSize());
    XdsKind kind = XdsKind.of(response.getTypeUrl());
    send(kind, response.getVersionInfo(), response.getNonce());
    long now = System.nanoTime();
    follow(kind, response.getResourcesList());
    onAck.acknowledged(this, kind, response.getResourcesList(), now);
  }

  private void send(XdsKind kind, String version, String nonce) {
    requests.onNext(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(kind.url())
            .setVersionInfo(version)
            .setResponseNonce(nonce)
            .addAllResourceNames(asked.getOrDefault(kind, Set.of()))
            .build());
  }

  /** Asks for what the resources refer to, when that changed. */
  private void follow(XdsKind kind, List<Any> resources) {
    switch (kind) {
      case CLUSTER -> {
        Set<String> wanted = new TreeSet<>();
        for (Any resource : resources) {
          Cluster cluster = unpack(resource, Cluster.class);
          if (cluster.getType() == Cluster.DiscoveryType.EDS) {
            wanted.add(cluster.getName());
          }
        }
        subscribe(XdsKind.ENDPOINT, wanted);
        if (asked.putIfAbsent(XdsKind.LISTENER, Set.of()) == null) {
          send(XdsKind.LISTENER, "", "");
        }
      }
      case ENDPOINT, LISTENER, ROUTE, SECRET -> {}
    }
  }

  private void subscribe(XdsKind kind, Set<String> wanted) {
    if (!wanted.isEmpty() && !wanted.equals(asked.put(kind, wanted))) {
      send(kind, "", "");
    }
  }

  /** The resources as load assignments. */
  public static List<ClusterLoadAssignment> assignments(List<Any> resources) {
    return resources.stream().map(any -> unpack(any, ClusterLoadAssignment.class)).toList();
  }

  private static <T extends com.google.protobuf.Message> T unpack(Any any, Class<T> type) {
    try {
      return any.unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("unreadable " + any.getTypeUrl(), e);
    }
  }

  @Override
  public void onError(Throwable t) {
    if (!ended) {
      failure = String.valueOf(t.getMessage());
    }
  }

  @Override
  public void onCompleted() {
    if (!ended) {
      failure = "ended by the control plane";
    }
  }

  @Override
  public void close() {
    ended = true;
    channel.shutdownNow();
  }
}

package io.meshlog.zone.ads;

import com.google.rpc.Status;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.meshlog.xds.XdsType;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One real ADS stream, driven by hand. */
public final class AdsClient<Q, R> implements AutoCloseable, ClientResponseObserver<Q, R> {
  private static final int SECONDS = 20;

  private final ManagedChannel channel;
  private final BlockingQueue<R> responses = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> ended = new CompletableFuture<>();
  private final boolean reads;
  private @Nullable StreamObserver<Q> requests;
  private @Nullable ClientCallStreamObserver<Q> call;

  private AdsClient(ManagedChannel channel, boolean reads) {
    this.channel = channel;
    this.reads = reads;
  }

  public static AdsClient<DiscoveryRequest, DiscoveryResponse> sotw(
      int port, X509Certificate trusted, String token) throws Exception {
    return sotw(port, trusted, token, true);
  }

  /**
   * @param reads false: takes no response off the wire until {@link #read}
   */
  public static AdsClient<DiscoveryRequest, DiscoveryResponse> sotw(
      int port, X509Certificate trusted, String token, boolean reads) throws Exception {
    AdsClient<DiscoveryRequest, DiscoveryResponse> client =
        new AdsClient<>(channel(port, trusted), reads);
    client.requests = client.stub(token).streamAggregatedResources(client);
    return client;
  }

  public static AdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta(
      int port, X509Certificate trusted, String token) throws Exception {
    AdsClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client =
        new AdsClient<>(channel(port, trusted), true);
    client.requests = client.stub(token).deltaAggregatedResources(client);
    return client;
  }

  private static ManagedChannel channel(int port, X509Certificate trusted) throws Exception {
    return NettyChannelBuilder.forAddress("127.0.0.1", port)
        .sslContext(GrpcSslContexts.forClient().trustManager(trusted).build())
        .overrideAuthority("localhost")
        .build();
  }

  private AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceStub stub(String token) {
    Metadata headers = new Metadata();
    if (!token.isEmpty()) {
      headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), token);
    }
    return AggregatedDiscoveryServiceGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> stream) {
    call = stream;
    if (!reads) {
      stream.disableAutoRequestWithInitial(0);
    }
  }

  public void read(int messages) {
    if (call != null) {
      call.request(messages);
    }
  }

  public void send(Q request) {
    if (requests != null) {
      requests.onNext(request);
    }
  }

  public R next() throws InterruptedException {
    R response = responses.poll(SECONDS, TimeUnit.SECONDS);
    if (response == null) {
      throw new AssertionError("no response" + (ended.isDone() ? ": " + ended.join() : ""));
    }
    return response;
  }

  /** Whether nothing waits to be taken now. */
  public boolean quiet() {
    return responses.isEmpty();
  }

  public Throwable end() throws Exception {
    return ended.get(SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void onNext(R response) {
    responses.add(response);
  }

  @Override
  public void onError(Throwable error) {
    ended.complete(error);
  }

  @Override
  public void onCompleted() {
    ended.complete(new IllegalStateException("completed"));
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(SECONDS, TimeUnit.SECONDS);
  }

  // --- requests

  public static DiscoveryRequest first(Node node, XdsType type, String... names) {
    return DiscoveryRequest.newBuilder()
        .setNode(node)
        .setTypeUrl(type.typeUrl())
        .addAllResourceNames(Arrays.asList(names))
        .build();
  }

  public static DiscoveryRequest ask(XdsType type, String... names) {
    return first(Node.getDefaultInstance(), type, names).toBuilder().clearNode().build();
  }

  public static DiscoveryRequest ack(DiscoveryResponse response, String... names) {
    return DiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setVersionInfo(response.getVersionInfo())
        .setResponseNonce(response.getNonce())
        .addAllResourceNames(Arrays.asList(names))
        .build();
  }

  public static DiscoveryRequest nack(DiscoveryResponse response, String why, String... names) {
    return ack(response, names).toBuilder()
        .setVersionInfo("")
        .setErrorDetail(Status.newBuilder().setMessage(why))
        .build();
  }

  public static DeltaDiscoveryRequest subscribe(Node node, XdsType type, String... names) {
    return DeltaDiscoveryRequest.newBuilder()
        .setNode(node)
        .setTypeUrl(type.typeUrl())
        .addAllResourceNamesSubscribe(Arrays.asList(names))
        .build();
  }

  public static DeltaDiscoveryRequest ack(DeltaDiscoveryResponse response) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(response.getTypeUrl())
        .setResponseNonce(response.getNonce())
        .build();
  }

  public static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(resource -> resource.getName()).toList();
  }

  /** The contents that {@code Resources} gives its resources: {@code name@version}. */
  static List<String> contents(DiscoveryResponse response) {
    return response.getResourcesList().stream().map(any -> any.getValue().toStringUtf8()).toList();
  }
}

package io.meshlog.zone.ads;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * {@code envoy.service.discovery.v3.AggregatedDiscoveryService} in both dialects (xds-generation.md
 * 6).
 */
public final class AdsService {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<StreamCaller> CALLER = Context.key("caller");

  private final StreamGate gate;
  private final Executor pool;

  /**
   * @param gate decides who may open a stream
   * @param pool runs the streams' turns; its tasks are short and never block
   */
  public AdsService(StreamGate gate, Executor pool) {
    this.gate = gate;
    this.pool = pool;
  }

  /** The service, ready to be added to a gRPC server. */
  public ServerServiceDefinition definition() {
    return ServerInterceptors.intercept(new Endpoint(), new CallerReader());
  }

  private final class Endpoint
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> client) {
      return new SotwStream(
          (ServerCallStreamObserver<DiscoveryResponse>) client, gate, CALLER.get(), pool);
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> client) {
      return new DeltaStream(
          (ServerCallStreamObserver<DeltaDiscoveryResponse>) client, gate, CALLER.get(), pool);
    }
  }

  private static final class CallerReader implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      List<String> values = new ArrayList<>();
      Iterable<String> sent = headers.getAll(AUTHORIZATION);
      if (sent != null) {
        sent.forEach(values::add);
      }
      StreamCaller caller =
          new StreamCaller(
              values, client(call), '/' + call.getMethodDescriptor().getFullMethodName());
      Context context = Context.current().withValue(CALLER, caller);
      return Contexts.interceptCall(context, call, headers, next);
    }

    private static String client(ServerCall<?, ?> call) {
      return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
              instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    }
  }
}

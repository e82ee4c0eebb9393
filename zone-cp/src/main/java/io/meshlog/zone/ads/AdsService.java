package io.meshlog.zone.ads;

import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;

/**
 * {@code envoy.service.discovery.v3.AggregatedDiscoveryService} in both dialects (xds-generation.md
 * 6).
 */
public final class AdsService {
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
    return StreamCallers.reading(new Endpoint());
  }

  private final class Endpoint
      extends AggregatedDiscoveryServiceGrpc.AggregatedDiscoveryServiceImplBase {
    @Override
    public StreamObserver<DiscoveryRequest> streamAggregatedResources(
        StreamObserver<DiscoveryResponse> client) {
      return new SotwStream(
          (ServerCallStreamObserver<DiscoveryResponse>) client,
          gate,
          StreamCallers.current(),
          pool);
    }

    @Override
    public StreamObserver<DeltaDiscoveryRequest> deltaAggregatedResources(
        StreamObserver<DeltaDiscoveryResponse> client) {
      return new DeltaStream(
          (ServerCallStreamObserver<DeltaDiscoveryResponse>) client,
          gate,
          StreamCallers.current(),
          pool);
    }
  }
}

package io.meshlog.zone.health;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse;
import io.envoyproxy.envoy.service.health.v3.HealthCheckSpecifier;
import io.envoyproxy.envoy.service.health.v3.HealthDiscoveryServiceGrpc.HealthDiscoveryServiceImplBase;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.ads.StreamCaller;
import io.meshlog.zone.ads.StreamCallers;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * {@code envoy.service.health.v3.HealthDiscoveryService}: tells each sidecar what to probe, again
 * when its Dataplane changes, and takes its reports. A sidecar may come before its Dataplane is
 * there: it is told as soon as it is.
 */
public final class HealthService {
  private final Entrance entrance;
  private final Supplier<MeshImage> image;
  private final ProbeResults results;
  private final ProbeSettings settings;
  private final Executor threads;
  private final Map<ProxyKey, ProbeStream> streams = new ConcurrentHashMap<>();

  /** Decides who may report, as for discovery. May block. */
  @FunctionalInterface
  public interface Entrance {
    ProxyKey authenticated(Node node, StreamCaller caller) throws StatusException;
  }

  /**
   * @param threads for work that blocks
   */
  public HealthService(
      Entrance entrance,
      Supplier<MeshImage> image,
      ProbeResults results,
      ProbeSettings settings,
      Executor threads) {
    this.entrance = entrance;
    this.image = image;
    this.results = results;
    this.settings = settings;
    this.threads = threads;
  }

  /** The service, ready to be added to a gRPC server. */
  public ServerServiceDefinition definition() {
    return StreamCallers.reading(new Endpoint());
  }

  /** The image moved on: those whose Dataplane changed are told. Never blocks. */
  public void onStep(MeshDelta delta) {
    if (streams.isEmpty()) {
      return;
    }
    delta.changes().stream()
        .map(MeshDelta.Change::key)
        .filter(key -> key.type().equals(CoreTypes.DATAPLANE.name()))
        .map(key -> streams.get(ProxyKey.dataplane(key.mesh(), key.name())))
        .filter(Objects::nonNull)
        .forEach(stream -> threads.execute(stream::tell));
  }

  /** What a proxy is to probe now. */
  HealthCheckSpecifier wanted(ProxyKey proxy) {
    return ServiceProbes.of(
        image
            .get()
            .find(CoreTypes.DATAPLANE, proxy.mesh(), proxy.name())
            .map(Resource::spec)
            .orElse(NOTHING),
        settings);
  }

  private static final DataplaneSpec NOTHING = new DataplaneSpec(null, null, null);

  private final class Endpoint extends HealthDiscoveryServiceImplBase {
    @Override
    public StreamObserver<HealthCheckRequestOrEndpointHealthResponse> streamHealthCheck(
        StreamObserver<HealthCheckSpecifier> client) {
      return new ProbeStream(client, StreamCallers.current(), entrance, new Desk(), threads);
    }
  }

  /** What a stream asks of the service. */
  final class Desk {
    HealthCheckSpecifier wanted(ProxyKey proxy) {
      return HealthService.this.wanted(proxy);
    }

    /** The newest stream of a proxy is the one that is told. */
    void opened(ProxyKey proxy, ProbeStream stream) {
      streams.put(proxy, stream);
    }

    void closed(ProxyKey proxy, ProbeStream stream) {
      streams.remove(proxy, stream);
    }

    boolean isNews(ProxyKey proxy, Map<String, Boolean> ready) {
      return results.isNews(proxy, ready);
    }

    void record(ProxyKey proxy, Map<String, Boolean> ready) throws InterruptedException {
      results.record(proxy, ready);
    }
  }
}

package io.meshlog.bench.jmh;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.state.MeshState;
import java.util.Comparator;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * From messages to bytes: of a resource once, with its hash; of a response each time it is sent.
 */
@State(Scope.Benchmark)
public class SerialiseBenchmark {
  private Listener listener = Listener.getDefaultInstance();
  private ClusterLoadAssignment assignment = ClusterLoadAssignment.getDefaultInstance();
  private List<XdsResource> listeners = List.of();

  @Setup
  public void fill() throws InvalidProtocolBufferException {
    ProxyConfig config = BenchMesh.config(MeshState.of(new BenchMesh().image()), BenchMesh.SOME);
    listeners = List.copyOf(config.of(XdsType.LISTENER).values());
    listener = Listener.parseFrom(largest(config, XdsType.LISTENER).value().getValue());
    assignment =
        ClusterLoadAssignment.parseFrom(largest(config, XdsType.ENDPOINT).value().getValue());
  }

  private static XdsResource largest(ProxyConfig config, XdsType type) {
    return config.of(type).values().stream()
        .max(Comparator.comparingInt(resource -> resource.value().getValue().size()))
        .orElseThrow();
  }

  @Benchmark
  public XdsResource serialiseListener() {
    return XdsResource.of(XdsType.LISTENER, listener.getName(), listener);
  }

  @Benchmark
  public XdsResource serialiseAssignment() {
    return XdsResource.of(XdsType.ENDPOINT, assignment.getClusterName(), assignment);
  }

  @Benchmark
  public byte[] respondWithAllListeners() {
    DiscoveryResponse.Builder response =
        DiscoveryResponse.newBuilder()
            .setTypeUrl(XdsType.LISTENER.typeUrl())
            .setVersionInfo("1")
            .setNonce("1");
    listeners.forEach(resource -> response.addResources(resource.value()));
    return response.build().toByteArray();
  }
}

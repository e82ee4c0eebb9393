package io.meshlog.bench.ads;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;

/**
 * What a simulated sidecar says of itself.
 *
 * @param dataplane its Dataplane as JSON, which the control plane registers on connect
 * @param token raw dataplane token
 */
public record SimulatedNode(String mesh, String name, String dataplane, String token) {

  Node node() {
    Struct metadata =
        Struct.newBuilder()
            .putFields("dataplane.proxyType", text("dataplane"))
            .putFields("dataplane.resource", text(dataplane))
            .putFields("dataplane.admin.port", text("9901"))
            .putFields("dataplane.admin.address", text("127.0.0.1"))
            .putFields("dataplane.readinessReporter.port", text("9902"))
            .putFields("workdir", text("/tmp"))
            .putFields(
                "features",
                Value.newBuilder()
                    .setListValue(
                        ListValue.newBuilder()
                            .addValues(text("feature-strict-inbound-ports"))
                            .addValues(text("feature-reuse-port")))
                    .build())
            .build();
    return Node.newBuilder()
        .setId(mesh + '.' + name)
        .setCluster(name)
        .setMetadata(metadata)
        .setUserAgentName("envoy")
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}

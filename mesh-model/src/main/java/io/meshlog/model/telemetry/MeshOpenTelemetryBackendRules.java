package io.meshlog.model.telemetry;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec.Endpoint;
import org.jspecify.annotations.Nullable;

/** Which MeshOpenTelemetryBackends are accepted. */
public final class MeshOpenTelemetryBackendRules
    implements SpecRules<MeshOpenTelemetryBackendSpec> {
  private static final int MAX_PORT = 65535;

  @Override
  public void validate(MeshOpenTelemetryBackendSpec spec, Violations at) {
    if (spec.endpoint() != null) {
      endpoint(spec.endpoint(), spec.overHttp(), at.at("endpoint"));
    }
  }

  private static void endpoint(Endpoint endpoint, boolean http, Violations at) {
    String address = endpoint.address();
    if (address != null && address.isEmpty()) {
      at.add("address", "must not be empty");
    } else if (address != null && !AddressRules.ip(address) && !AddressRules.domain(address)) {
      at.add("address", "address has to be a valid IP or hostname");
    }
    Integer port = endpoint.port();
    if (port != null && (port < 1 || port > MAX_PORT)) {
      at.add("port", "port must be a valid (1-65535)");
    }
    path(endpoint.path(), http, at.at("path"));
  }

  private static void path(@Nullable String path, boolean http, Violations at) {
    if (path == null || path.isEmpty()) {
      return;
    }
    if (!http) {
      at.add("must not be set when protocol is grpc");
      return;
    }
    if (!path.startsWith("/")) {
      at.add("must start with /");
    }
    if (path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
      at.add("must not contain query or fragment");
    }
  }
}

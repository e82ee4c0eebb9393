package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.dataplane.DataplaneSpec.OutboundRef;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.Set;

/** Outbounds of a Dataplane (rest-and-dataplane-protocol.md 7.1). */
record OutboundRules(Networking net) {
  private static final Set<String> KINDS =
      Set.of("MeshExternalService", "MeshMultiZoneService", "MeshService");
  static final String KINDS_WANTED =
      "invalid value. Available values are: MeshExternalService,MeshMultiZoneService,MeshService";

  void validate(Violations at) {
    for (int i = 0; i < net.outbounds().size(); i++) {
      outbound(net.outbounds().get(i), at.at("outbound", i));
    }
  }

  private static void outbound(Outbound outbound, Violations at) {
    AddressRules.port(outbound.port(), at.at("port"));
    String address = outbound.address();
    if (address != null && !address.isEmpty() && !AddressRules.ip(address)) {
      at.add("address", "address has to be valid IP address");
    }
    if (outbound.backendRef() == null) {
      if (!outbound.tags().has(Tags.SERVICE)) {
        at.add("tags", TagRules.SERVICE_MISSING);
      }
      TagRules.syntax(outbound.tags(), at, "tags");
    } else {
      backendRef(outbound, outbound.backendRef(), at);
    }
  }

  private static void backendRef(Outbound outbound, OutboundRef ref, Violations at) {
    if (!outbound.tags().isEmpty()) {
      at.add("backendRef", "both backendRef and tags/service cannot be defined");
    }
    if (!kind(ref.kind())) {
      at.add("backendRef.kind", KINDS_WANTED);
    }
    if (ref.name().isEmpty() && ref.labels().isEmpty()) {
      at.add("backendRef", "either 'name' or 'labels' should be specified");
    }
    if (!ref.kind().equals("MeshExternalService")) {
      AddressRules.port(ref.port(), at.at("backendRef.port"));
    }
  }

  static boolean kind(String kind) {
    return KINDS.contains(kind);
  }
}

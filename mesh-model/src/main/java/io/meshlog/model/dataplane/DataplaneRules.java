package io.meshlog.model.dataplane;

import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Dataplanes are accepted (rest-and-dataplane-protocol.md 7.1; stricter where issue 3 says
 * so: every inbound names its service, other {@code kuma.io/} tags are reserved).
 */
public final class DataplaneRules implements SpecRules<DataplaneSpec> {
  private static final Set<String> STATES = Set.of("Ready", "NotReady", "Ignored");

  @Override
  public void validate(DataplaneSpec spec, Violations violations) {
    Networking net = spec.networking();
    if (net == null) {
      violations.add("networking", "must be defined");
      return;
    }
    Violations at = violations.at("networking");
    AddressRules.reachable(net.address(), at.at("address"));
    if (net.advertisedAddress() != null && !net.advertisedAddress().isEmpty()) {
      AddressRules.reachable(net.advertisedAddress(), at.at("advertisedAddress"));
    }
    if (net.gateway() != null) {
      gateway(spec, net.gateway(), at);
    }
    for (int i = 0; i < net.inbounds().size(); i++) {
      inbound(net, net.inbounds().get(i), at.at("inbound", i));
    }
    new OutboundRules(net).validate(at);
    new AdminPortRules(net).validate(at.at("admin"));
    new ListenerRules(net).validate(at);
    if (net.transparentProxying() != null) {
      ReachableBackendRules.validate(net.transparentProxying(), at);
    }
    if (spec.probes() != null) {
      ExtrasRules.probes(spec.probes(), violations.at("probes"));
    }
    if (spec.metrics() != null) {
      ExtrasRules.metrics(spec.metrics(), violations.at("metrics"));
    }
  }

  private static void gateway(DataplaneSpec spec, Gateway gateway, Violations at) {
    String kind = gateway.builtin() ? "builtin" : "delegated";
    String type = gateway.type();
    if (type != null && !type.equals("BUILTIN") && !type.equals("DELEGATED")) {
      at.add("gateway.type", "type must be DELEGATED or BUILTIN");
    }
    if (!spec.net().inbounds().isEmpty()) {
      at.add("inbound", "inbound cannot be defined for " + kind + " gateways");
    }
    if (gateway.builtin() && !spec.net().outbounds().isEmpty()) {
      at.add("outbound", "outbound cannot be defined for builtin gateways");
    }
    if (gateway.builtin() && spec.probes() != null) {
      at.add("probes", "probes cannot be defined for builtin gateways");
    }
    if (spec.net().listeners() != null && !spec.net().listeners().isEmpty()) {
      at.add("listeners", "listeners cannot be defined for " + kind + " gateways");
    }
    Violations below = at.at("gateway");
    if (!gateway.tags().has(Tags.SERVICE)) {
      below.add("tags", TagRules.SERVICE_MISSING);
    }
    String protocol = gateway.tags().get(Tags.PROTOCOL);
    if (protocol != null && !protocol.equals("tcp")) {
      below
          .atKey("tags", Tags.PROTOCOL)
          .add("other values than tcp are not allowed, provided value \"" + protocol + '"');
    }
    TagRules.syntax(gateway.tags(), below, "tags");
    TagRules.reserved(gateway.tags(), below, "tags");
  }

  private static void inbound(Networking net, Inbound inbound, Violations at) {
    AddressRules.port(inbound.port(), at.at("port"));
    if (inbound.servicePort() != 0) {
      AddressRules.port(inbound.servicePort(), at.at("servicePort"));
    }
    String address = Objects.requireNonNullElse(inbound.address(), "");
    if (!address.isEmpty() && !AddressRules.ip(address)) {
      at.add("address", "address has to be valid IP address");
    }
    serviceAddress(net, inbound, at);
    if (!inbound.tags().has(Tags.SERVICE)) {
      at.atKey("tags", Tags.SERVICE).add("tag has to exist");
    }
    TagRules.syntax(inbound.tags(), at, "tags");
    TagRules.reserved(inbound.tags(), at, "tags");
    protocol(inbound, at);
    if (inbound.serviceProbe() != null) {
      ExtrasRules.serviceProbe(inbound.serviceProbe(), at.at("serviceProbe"));
    }
    if (inbound.state() != null && !STATES.contains(inbound.state())) {
      at.add("state", "state must be Ready, NotReady or Ignored");
    }
  }

  private static void serviceAddress(Networking net, Inbound inbound, Violations at) {
    String service = Objects.requireNonNullElse(inbound.serviceAddress(), "");
    if (service.isEmpty()) {
      return;
    }
    if (!AddressRules.ip(service)) {
      at.add("serviceAddress", "serviceAddress has to be valid IP address");
    }
    if (service.equals(address(net, inbound)) && inbound.workloadPort() == inbound.port()) {
      at.add(
          "serviceAddress", "serviceAddress and servicePort has to differ from address and port");
    }
  }

  private static void protocol(Inbound inbound, Violations at) {
    String tag = inbound.tags().getOrEmpty(Tags.PROTOCOL);
    if (!tag.isEmpty() && !TagRules.protocol(tag)) {
      at.atKey("tags", Tags.PROTOCOL)
          .add("tag \"kuma.io/protocol\" " + TagRules.invalidProtocol(tag));
    }
    String field = Objects.requireNonNullElse(inbound.protocol(), "");
    if (!field.isEmpty() && !TagRules.protocol(field)) {
      at.add("protocol", TagRules.invalidProtocol(field));
    }
  }

  /** Where an inbound listens: its own address, else the Dataplane's. */
  static String address(Networking net, Inbound inbound) {
    String own = inbound.address();
    return own != null && !own.isEmpty() ? own : Objects.requireNonNullElse(net.address(), "");
  }

  /** What probes found is theirs to say. */
  @Override
  public Stamped<DataplaneSpec> keepDerived(DataplaneSpec spec, @Nullable DataplaneSpec before) {
    DataplaneSpec kept = spec.keepingProbes(before);
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < spec.net().inbounds().size(); i++) {
      Inbound said = spec.net().inbounds().get(i);
      if ((said.state() != null || said.health() != null)
          && !said.equals(kept.net().inbounds().get(i))) {
        warnings.add(
            "networking.inbound["
                + i
                + "]: its serviceProbe decides about state and health: your value is ignored");
      }
    }
    return new Stamped<>(kept, warnings);
  }

  /** Stamps the tag {@code kuma.io/zone} on every inbound and on the gateway. */
  @Override
  public Stamped<DataplaneSpec> stamp(DataplaneSpec spec, WriteContext context) {
    if (context.self().isGlobal() || spec.networking() == null) {
      return new Stamped<>(spec, List.of());
    }
    String zone = context.self().zone();
    Networking net = spec.networking();
    Set<String> warnings = new LinkedHashSet<>();
    List<Inbound> inbounds = new ArrayList<>();
    for (int i = 0; i < net.inbounds().size(); i++) {
      Inbound inbound = net.inbounds().get(i);
      warn("networking.inbound[" + i + "]", inbound.tags(), zone, warnings);
      inbounds.add(inbound.withTags(inbound.tags().with(Tags.ZONE, zone)));
    }
    Gateway gateway = net.gateway();
    if (gateway != null) {
      warn("networking.gateway", gateway.tags(), zone, warnings);
      gateway = new Gateway(gateway.type(), gateway.tags().with(Tags.ZONE, zone));
    }
    Networking stamped =
        new Networking(
            net.address(),
            net.advertisedAddress(),
            gateway,
            net.inbound() == null ? null : List.copyOf(inbounds),
            net.outbound(),
            net.listeners(),
            net.transparentProxying(),
            net.admin());
    return new Stamped<>(
        new DataplaneSpec(stamped, spec.metrics(), spec.probes()), List.copyOf(warnings));
  }

  private static void warn(String path, Tags tags, String zone, Set<String> warnings) {
    String said = tags.get(Tags.ZONE);
    if (said != null && !said.equals(zone)) {
      warnings.add(
          path
              + ".tags[\"kuma.io/zone\"]: \""
              + said
              + "\" was replaced by \""
              + zone
              + "\", the zone of this control plane");
    }
  }

  @Override
  public Labels label(DataplaneSpec spec, Labels labels) {
    Gateway gateway = spec.net().gateway();
    boolean builtin = gateway != null && gateway.builtin();
    Labels out = labels.with(Labels.PROXY_TYPE, builtin ? "gateway" : "sidecar");
    out = listener(spec, "ZoneIngress", Labels.LISTENER_ZONE_INGRESS, out);
    return listener(spec, "ZoneEgress", Labels.LISTENER_ZONE_EGRESS, out);
  }

  private static Labels listener(DataplaneSpec spec, String type, String label, Labels labels) {
    boolean there =
        spec.net().listeners() != null
            && spec.net().listeners().stream().anyMatch(l -> type.equals(l.get("type")));
    return there ? labels.with(label, "enabled") : labels.without(label);
  }
}

package io.meshlog.cli.importer;

import io.meshlog.cli.api.TypeEntry;
import io.meshlog.cli.document.Document;
import io.meshlog.cli.importer.Disposition.Leave;
import io.meshlog.cli.importer.Disposition.Take;
import io.meshlog.cli.importer.Disposition.Unfit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What of a Kuma export a control plane takes in, and in what form (docs/import.md). Pure.
 *
 * @param proxies whether Dataplanes and zone proxies come over, too
 */
public record ImportRules(Target target, boolean proxies) {
  private static final String ORIGIN = "kuma.io/origin";
  private static final String ZONE = "kuma.io/zone";
  private static final String DISPLAY_NAME = "kuma.io/display-name";

  /** What a control plane works out by itself. */
  private static final List<String> OWN_FIELDS =
      List.of("creationTime", "modificationTime", "kri", "snis", "status");

  private static final List<String> OWN_LABELS =
      List.of(
          ORIGIN,
          ZONE,
          DISPLAY_NAME,
          "kuma.io/env",
          "kuma.io/mesh",
          "kuma.io/proxy-type",
          "kuma.io/listener-zoneingress",
          "kuma.io/listener-zoneegress");

  private static final Set<String> PROXIES = Set.of("Dataplane", "ZoneIngress", "ZoneEgress");

  /** Secrets by which the processes of one control plane know each other. */
  private static final Set<String> OWN_SECRETS = Set.of("envoy-admin-ca", "inter-cp-ca");

  private static final Map<String, String> SUCCESSORS =
      Map.ofEntries(
          Map.entry("CircuitBreaker", "MeshCircuitBreaker"),
          Map.entry("FaultInjection", "MeshFaultInjection"),
          Map.entry("HealthCheck", "MeshHealthCheck"),
          Map.entry("ProxyTemplate", "MeshProxyPatch"),
          Map.entry("RateLimit", "MeshRateLimit"),
          Map.entry("Retry", "MeshRetry"),
          Map.entry("Timeout", "MeshTimeout"),
          Map.entry("TrafficLog", "MeshAccessLog"),
          Map.entry("TrafficPermission", "MeshTrafficPermission"),
          Map.entry("TrafficRoute", "MeshHTTPRoute or MeshTCPRoute"),
          Map.entry("TrafficTrace", "MeshTrace"),
          Map.entry("VirtualOutbound", "HostnameGenerator"),
          Map.entry("ExternalService", "MeshExternalService"),
          Map.entry("MeshGatewayRoute", "MeshHTTPRoute"));

  public Disposition of(Document document) {
    if (document.ofKubernetes()) {
      return new Unfit(
          "this is written for Kubernetes; export again with 'kumactl export --format universal'");
    }
    String type = document.type();
    String name = document.name();
    if (type.isEmpty() || name.isEmpty()) {
      return new Unfit((type.isEmpty() ? "type" : "name") + ": cannot be empty");
    }
    if (type.endsWith("Insight") || type.endsWith("Overview")) {
      return new Leave("the control plane makes it by itself");
    }
    Optional<TypeEntry> known = target.types().named(type);
    if (known.isEmpty()) {
      return new Unfit(unknown(type));
    }
    Optional<String> reason = owned(document).or(() -> copied(document));
    return reason.<Disposition>map(Leave::new).orElseGet(() -> take(known.get(), document));
  }

  private static String unknown(String type) {
    String instead = SUCCESSORS.get(type);
    return "this control plane has no type "
        + type
        + (instead == null ? "" : "; write it as " + instead);
  }

  /** Why something belongs to others than users, if it does. */
  private Optional<String> owned(Document document) {
    String type = document.type();
    if (PROXIES.contains(type) && !proxies) {
      return Optional.of("its proxy registers it when it starts; --include-proxies takes it over");
    }
    if (type.equals("GlobalSecret") && OWN_SECRETS.contains(document.name())) {
      return Optional.of("every control plane has its own");
    }
    if (type.equals("Zone") && !target.global()) {
      return Optional.of(
          document.name().equals(target.zone())
              ? "the zone makes it by itself"
              : "a zone's control plane holds no Zone but its own");
    }
    return Optional.empty();
  }

  /** Control planes name the copies of what others own by the name's hash. */
  private static Optional<String> copied(Document document) {
    JsonNode labels = document.tree().path("labels");
    String shown = labels.path(DISPLAY_NAME).asString("");
    if (shown.isEmpty() || shown.equals(document.name())) {
      return Optional.empty();
    }
    String origin = labels.path(ORIGIN).asString("");
    return Optional.of(
        origin.equals("global")
            ? "a copy of what the global control plane owns: import it there"
            : "a copy of what zone \""
                + labels.path(ZONE).asString("?")
                + "\" owns: import it there");
  }

  private Disposition take(TypeEntry type, Document document) {
    ObjectNode tree = document.tree().deepCopy();
    OWN_FIELDS.forEach(tree::remove);
    labels(tree);
    if (type.name().equals("Mesh")) {
      ExportedMtls.restore(document.name(), tree);
    }
    String mesh = document.mesh().isEmpty() ? "default" : document.mesh();
    if (type.meshScoped()) {
      tree.put("mesh", mesh);
    } else {
      tree.remove("mesh");
    }
    return new Take(type, type.meshScoped() ? mesh : "", document.name(), tree);
  }

  private void labels(ObjectNode tree) {
    ObjectNode kept = tree.objectNode();
    tree.path("labels")
        .properties()
        .forEach(label -> {
          if (!OWN_LABELS.contains(label.getKey())) {
            kept.set(label.getKey(), label.getValue());
          }
        });
    if (target.federated()) {
      kept.put(ORIGIN, "zone");
    }
    if (kept.isEmpty()) {
      tree.remove("labels");
    } else {
      tree.set("labels", kept);
    }
  }
}

package io.meshlog.xds.golden;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.admit.Verdict.NotAdmitted;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.MeshServiceSpec.State;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.Redirects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The input of a case. Its first YAML document says what is asked, the others are resources as a
 * user writes them (plus {@code origin: global} or {@code zone:<name>} where the default is not
 * meant: Mesh, Zone and policies are Global's, the rest is of this zone).
 *
 * <pre>
 * proves: xds-generation.md 2.1, STATIC cluster of the application
 * zone: zone-1
 * proxy: {kind: dataplane, mesh: default, name: web-1, features: [feature-reuse-port]}
 * certified: [default.backend-1]        # Dataplanes that hold a certificate, for PERMISSIVE
 * admin: true                           # its admin listener has a certificate
 * withoutEffect: true                   # the case shows that its policy does nothing here
 * </pre>
 */
record GoldenCase(
    Path folder,
    String proves,
    TestLog log,
    ProxyFacts facts,
    List<ProxyKey> certified,
    boolean admin,
    boolean withoutEffect) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static GoldenCase read(Path folder, ResourceTypes types) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(input(folder))) {
      List<JsonNode> all = documents.readAll();
      JsonNode ask = all.getFirst();
      TestLog log = TestLog.of(Origin.zone(ask.path("zone").asString("zone-1")));
      for (JsonNode document : all.subList(1, all.size())) {
        put(log, types, document);
      }
      List<ProxyKey> certified = new ArrayList<>();
      ask.path("certified")
          .forEach(id -> certified.add(ProxyKey.ofNode(ProxyKind.DATAPLANE, id.stringValue())));
      return new GoldenCase(
          folder,
          ask.path("proves").asString(""),
          log,
          facts(ask.path("proxy")),
          certified,
          ask.path("admin").asBoolean(false),
          ask.path("withoutEffect").asBoolean(false));
    }
  }

  private static String input(Path folder) {
    try {
      return Files.readString(folder.resolve("input.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  MeshImage image() {
    return log.image();
  }

  private static ProxyFacts facts(JsonNode proxy) {
    ProxyKind kind =
        ProxyKind.valueOf(proxy.path("kind").asString("dataplane").toUpperCase(Locale.ROOT));
    String mesh = kind == ProxyKind.DATAPLANE ? proxy.path("mesh").asString("default") : "";
    return ProxyFacts.of(new ProxyKey(kind, mesh, proxy.path("name").asString()))
        .withFeatures(strings(proxy.path("features")))
        .withExtensions(strings(proxy.path("extensions")))
        .withIpv6(proxy.path("ipv6").asBoolean(false))
        .withSystemCa(proxy.path("systemCa").asString(""))
        .withSockets(proxy.path("workdir").asString(""), proxy.path("adminSocketPath").asString(""))
        .withRedirects(
            new Redirects(
                proxy.path("redirects").path("inbound").asInt(0),
                proxy.path("redirects").path("outbound").asInt(0),
                proxy.path("redirects").path("ipv6").asBoolean(false)))
        .withMetricsTls(
            new ProxyFacts.MetricsTls(
                proxy.path("metricsCert").asString(""), proxy.path("metricsKey").asString("")))
        .withDns(proxy.path("dnsRedirect").asBoolean(false), proxy.path("dnsPort").asInt(0))
        .withAdmin(
            proxy.path("adminAddress").asString(""),
            proxy.path("adminPort").asInt(0),
            proxy.path("readinessPort").asInt(0));
  }

  private static Set<String> strings(JsonNode array) {
    Set<String> strings = new TreeSet<>();
    array.forEach(each -> strings.add(each.stringValue()));
    return strings;
  }

  /** Documents as they stand in a case, without the one that asks. */
  static void put(TestLog log, ResourceTypes types, String yaml) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      documents.readAll().forEach(document -> put(log, types, document));
    }
  }

  private static void put(TestLog log, ResourceTypes types, JsonNode document) {
    String name = document.path("type").asString("");
    put(
        log,
        types.byName(name).orElseThrow(() -> new IllegalArgumentException("no type " + name)),
        document);
  }

  private static <S extends Spec> void put(TestLog log, ResourceType<S> type, JsonNode document) {
    boolean ofZone = type.writers().zone() && !type.writers().global();
    Origin origin =
        document.has("origin")
            ? Origin.parse(document.path("origin").asString())
            : ofZone ? log.image().self() : Origin.GLOBAL;
    String mesh = document.path("mesh").asString("");
    var submission = new Submission<>(type, mesh, document.path("name").asString(""), document);
    switch (new Admission(new WriteContext(origin, false), false).admit(submission, null)) {
      case NotAdmitted<S> refused ->
          throw new IllegalArgumentException(document + " is refused: " + refused.refusal());
      case Admitted<S> admitted ->
          log.put(
              type,
              admitted.key(),
              admitted.labels(),
              withDerived(type, admitted.spec(), document));
    }
  }

  /** What zones derive is no user's to write, but a case may say what another zone derived. */
  private static <S extends Spec> S withDerived(ResourceType<S> type, S spec, JsonNode document) {
    return switch (spec) {
      case ZoneIngressSpec ingress when document.has("availableServices") -> {
        ZoneIngressSpec written = SpecJson.read(CoreTypes.ZONE_INGRESS, document);
        yield type.specClass().cast(ingress.withAvailable(written.available()));
      }
      case MeshServiceSpec service when document.path("spec").has("identities") -> {
        MeshServiceSpec written = SpecJson.read(CoreTypes.MESH_SERVICE, document.path("spec"));
        yield type.specClass().cast(service.derived(State.Available, written.identitiesOrNone()));
      }
      default -> spec;
    };
  }
}

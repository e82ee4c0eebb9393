package io.meshlog.zone.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.diff.JsonPatch;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.push.PushOutcome;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.json.ShownConfig;
import io.meshlog.zone.TestZone;
import io.meshlog.zone.ads.AckingProxy;
import io.meshlog.zone.inspect.Judgement.Verdict;
import io.meshlog.zone.inspect.ToldConfigs.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.StringNode;

/** Real streams, a real database: what was told is found again. */
class ToldConfigsSliceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final List<String> SERVICES = List.of("a", "b", "c");
  private static final List<String> PROXIES = List.of("p0", "p1", "p2");

  private static final ProxyKey KEY = ProxyKey.dataplane("default", "p1");

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestZone zone;

  @BeforeEach
  void start() throws Exception {
    zone = new TestZone();
    zone.put("{type: Mesh, name: default}");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    zone.close();
  }

  private static Node node(String name) {
    StringBuilder outbounds = new StringBuilder();
    for (int i = 0; i < SERVICES.size(); i++) {
      outbounds.append(
          "%s{\"port\":%d,\"tags\":{\"kuma.io/service\":\"%s\"}}"
              .formatted(i == 0 ? "" : ",", 10_000 + i, SERVICES.get(i)));
    }
    String resource =
        """
        {"type":"Dataplane","mesh":"default","name":"%s","networking":{"address":"127.0.0.1",
         "inbound":[{"port":8080,"tags":{"kuma.io/service":"%s"}}],"outbound":[%s]}}\
        """
            .formatted(name, name.equals("p0") ? "a" : "caller", outbounds);
    return Node.newBuilder()
        .setId("default." + name)
        .setMetadata(
            Struct.newBuilder()
                .putFields("dataplane.resource", text(resource))
                .putFields("dataplane.readinessReporter.port", text("9902"))
                .putFields("dataplane.admin.port", text("9901")))
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  private void connect(String name, Random random, int refusesOneIn) throws Exception {
    open.add(
        new AckingProxy(
            zone,
            node(name),
            _ -> {
              synchronized (random) {
                return refusesOneIn == 0 || random.nextInt(refusesOneIn) != 0;
              }
            }));
  }

  private Told at(String proxy, long pos) throws Exception {
    return zone.toldConfigs().at(ProxyKey.dataplane("default", proxy), zone.store().past().at(pos));
  }

  /** The newest image's config is made and on its way: it need not be accepted. */
  private void awaitPushed(String proxy) throws Exception {
    long head = zone.store().live().current().head();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (zone.session("default", proxy)
        .filter(s -> s.slot().config().isPresent() && s.slot().targetPos() >= head)
        .filter(s -> s.slot().trouble().isEmpty())
        .isEmpty()) {
      assertThat(System.nanoTime())
          .as("%s gets the config of %s", proxy, head)
          .isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private void change(Random random) throws Exception {
    switch (random.nextInt(8)) {
      case 0 -> mesh(random);
      case 1 ->
          zone.put(
              """
              type: MeshTimeout
              mesh: default
              name: t%d
              spec:
                targetRef: {kind: Mesh}
                to: [{targetRef: {kind: Mesh}, default: {connectionTimeout: %ds}}]
              """
                  .formatted(random.nextInt(2), 1 + random.nextInt(9)));
      case 2 -> {
        String name = "b" + random.nextInt(4);
        if (zone.store().live().current().find(CoreTypes.DATAPLANE, "default", name).isPresent()) {
          zone.append(
              new Command.Delete(
                  CoreTypes.DATAPLANE.key("default", TestZone.SELF, name), Expected.ANY));
        }
      }
      default ->
          zone.put(
              """
              type: Dataplane
              mesh: default
              name: b%d
              networking:
                address: %s
                inbound: [{port: %d, tags: {kuma.io/service: %s, kuma.io/protocol: %s}}]
              """
                  .formatted(
                      random.nextInt(4),
                      random.nextInt(3) == 0 ? "localhost" : "10.0.0." + (1 + random.nextInt(9)),
                      8_000 + random.nextInt(3),
                      SERVICES.get(random.nextInt(3)),
                      random.nextBoolean() ? "http" : "tcp"));
    }
  }

  private void mesh(Random random) throws Exception {
    String mode = random.nextBoolean() ? "STRICT" : "PERMISSIVE";
    zone.put(
        random.nextInt(3) == 0
            ? "{type: Mesh, name: default}"
            : """
            type: Mesh
            name: default
            mtls:
              enabledBackend: ca-1
              backends: [{name: ca-1, type: builtin, mode: %s}]
            """
                .formatted(mode));
  }

  @Test
  void atEveryPastPositionTheConfigMadeAgainIsTheOneThatWasTold() throws Exception {
    long seed = Long.getLong("meshlog.seed", new Random().nextLong());
    System.out.println("seed " + seed + " (repeat with -Dmeshlog.seed)");
    Random random = new Random(seed);
    zone.putAuthority("default", "ca-1");
    Random refusals = new Random(seed + 1);
    for (String proxy : PROXIES) {
      connect(proxy, refusals, proxy.equals("p2") ? 5 : 0);
      zone.awaitEvent(event -> event.equals("connected DATAPLANE:default." + proxy));
    }
    Set<Long> settled = new TreeSet<>();
    Set<Long> hurried = new TreeSet<>();
    for (int step = 0; step < 60; step++) {
      change(random);
      long head = zone.store().live().current().head();
      if (random.nextInt(3) == 0) {
        hurried.add(head);
      } else {
        for (String proxy : PROXIES) {
          awaitPushed(proxy);
        }
        settled.add(head);
      }
    }
    for (String proxy : PROXIES) {
      awaitPushed(proxy);
    }

    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (String proxy : PROXIES) {
      for (long pos : settled) {
        Told told = at(proxy, pos);
        assertThat(told.judgement().verdict())
            .as("%s at %s: %s", proxy, pos, told.judgement())
            .isEqualTo(Verdict.EXACT);
      }
      for (long pos : hurried) {
        Told told = at(proxy, pos);
        verdicts.merge(told.judgement().verdict(), 1, Integer::sum);
        // Pushed together with what followed, or not.
        assertThat(told.judgement().verdict())
            .as("%s at %s: %s", proxy, pos, told.judgement())
            .isIn(Verdict.EXACT, Verdict.UNKNOWN);
      }
    }
    System.out.println("positions without a wait: " + verdicts);
    var pushes = zone.pushHistory().before("dataplane/default/p2", Long.MAX_VALUE, 1_000);
    assertThat(pushes.entries().stream().map(entry -> entry.push().decision().outcome()))
        .contains(PushOutcome.NACKED);
  }

  @Test
  void whatWasToldByAnotherGeneratorOrNotAtAllIsSaid() throws Exception {
    assertThat(at("p1", zone.store().live().current().head()).judgement().verdict())
        .isEqualTo(Verdict.UNKNOWN);
    connect("p1", new Random(1), 0);
    zone.awaitEvent(event -> event.equals("connected DATAPLANE:default.p1"));
    awaitPushed("p1");
    long pos = zone.store().live().current().head();
    assertThat(at("p1", pos).judgement().verdict()).isEqualTo(Verdict.EXACT);

    tamper(
        "update push set resources = replace(resources, '\"CLUSTER\":{', '\"CLUSTER\":{\"x\":\"y\",')");
    Judgement different = at("p1", pos).judgement();
    assertThat(different.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(different.differences())
        .containsExactly(new Comparison.Difference(XdsType.CLUSTER, "x", Comparison.How.MISSING));

    tamper("update push set generator = 'of before'");
    assertThat(at("p1", pos).judgement().verdict()).isEqualTo(Verdict.GENERATOR_CHANGED);
    tamper("delete from push");
    assertThat(at("p1", pos).judgement().verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  private void tamper(String sql) throws Exception {
    assertThat(zone.pushes().catchUp(PATIENCE)).isTrue();
    try (var connection = zone.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @Test
  void noAnswerHoldsAPrivateKey() throws Exception {
    zone.putAuthority("default", "ca-1");
    zone.put(
        """
        type: Mesh
        name: default
        mtls:
          enabledBackend: ca-1
          backends: [{name: ca-1, type: builtin}]
        """);
    connect("p1", new Random(1), 0);
    zone.awaitEvent(event -> event.equals("connected DATAPLANE:default.p1"));
    awaitPushed("p1");
    long pos = zone.store().live().current().head();
    ProxyKey proxy = ProxyKey.dataplane("default", "p1");
    var now = zone.toldConfigs().now(proxy, zone.store().live().current()).orElseThrow();
    Told then = at("p1", pos);

    assertThat(then.judgement().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(then.judgement().notCompared())
        .containsExactlyInAnyOrder("identity_cert:secret:default", "mesh_ca:secret:default");
    String key =
        now.of(XdsType.SECRET)
            .get("identity_cert:secret:default")
            .value()
            .getValue()
            .toStringUtf8();
    assertThat(key).as("the proxy itself gets it").contains("PRIVATE KEY");
    for (String answer :
        List.of(
            ShownConfig.of(now).toString(),
            ShownConfig.of(then.config().orElseThrow()).toString(),
            rows())) {
      assertThat(answer).doesNotContain("PRIVATE KEY").doesNotContain("UFJJVkFURSBLRVk");
      assertThat(answer).contains("identity_cert:secret:default");
    }
  }

  @Test
  void shadowPoliciesAreInEffectOnlyInTheShadow() throws Exception {
    zone.putAuthority("default", "ca-1");
    zone.put(
        """
        type: Mesh
        name: default
        mtls:
          enabledBackend: ca-1
          backends: [{name: ca-1, type: builtin}]
        """);
    zone.put(
        """
        {type: Dataplane, mesh: default, name: b0, networking: {address: localhost,
         inbound: [{port: 80, tags: {kuma.io/service: b}}]}}
        """);
    connect("p1", new Random(1), 0);
    zone.awaitEvent(event -> event.equals("connected DATAPLANE:default.p1"));
    awaitPushed("p1");
    assertThat(patch(zone.store().live().current())).as("there is no such policy yet").isEmpty();
    long told = zone.session("default", "p1").orElseThrow().slot().targetPos();
    zone.put(
        """
        type: MeshTimeout
        mesh: default
        name: wanted
        labels: {kuma.io/effect: shadow}
        spec:
          targetRef: {kind: Mesh}
          to: [{targetRef: {kind: MeshService, name: a}, default: {connectionTimeout: 77s}}]
        """);
    List<JsonPatch.Operation> patch = patch(zone.store().live().current());
    assertThat(patch)
        .as("what the policy says and what such a policy brings, of one destination only")
        .contains(
            new JsonPatch.Operation(
                JsonPatch.Op.REPLACE,
                "/type.googleapis.com~1envoy.config.cluster.v3.Cluster/a/connectTimeout",
                Optional.of(StringNode.valueOf("77s"))))
        .extracting(JsonPatch.Operation::path)
        .hasSize(2)
        .last(InstanceOfAssertFactories.STRING)
        .contains("/outbound:127.0.0.1:10000/")
        .endsWith("/idleTimeout");
    var now = zone.toldConfigs().now(KEY, zone.store().live().current()).orElseThrow();
    assertThat(ShownConfig.of(now).toString()).doesNotContain("77s");
    assertThat(zone.session("default", "p1").orElseThrow().slot().config())
        .as("made at %s, not again for a shadow", told)
        .contains(now);
    // Its Dataplane goes with it.
    MeshImage before = zone.store().live().current();
    for (AutoCloseable each : open) {
      each.close();
    }
    open.clear();
    zone.awaitEvent(event -> event.equals("disconnected DATAPLANE:default.p1"));
    assertThat(zone.pushes().catchUp(PATIENCE)).isTrue();
    assertThat(patch(before)).as("from the record").isEqualTo(patch);
    assertThat(zone.shadowConfigs().of(ProxyKey.dataplane("default", "nobody"), before)).isEmpty();
  }

  private List<JsonPatch.Operation> patch(MeshImage image) {
    var both = zone.shadowConfigs().of(KEY, image).orElseThrow();
    return JsonPatch.between(ShownConfig.of(both.current()), ShownConfig.of(both.shadow()));
  }

  private String rows() throws Exception {
    return zone.pushHistory().before("dataplane/default/p1", Long.MAX_VALUE, 100).toString();
  }
}

package io.meshlog.xds.policy;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.DataplaneBuilder;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Counts how often policies are put together and confs are merged: once per set of matched
 * policies, however many proxies and pairs of proxies there are.
 */
class PolicyWorkTest {
  private static final int SERVICES = 5;
  private static final AtomicInteger MERGES = new AtomicInteger();
  private static final AtomicInteger SETS = new AtomicInteger();
  private static final XdsGenerator GENERATOR = new XdsGenerator();

  /** Reads MeshTimeouts, and counts instead of acting. */
  private static final class Counting implements Policy<Counted> {
    private static final ConfType<Counted> CONF = ConfType.of(Counted.class);

    @Override
    public ResourceType<? extends PolicySpec> type() {
      return MeshTimeoutPolicy.TYPE;
    }

    @Override
    public ConfType<Counted> conf() {
      SETS.incrementAndGet();
      return CONF;
    }

    @Override
    public void onInbound(InboundDraft inbound, PolicySet<Counted> matched, ProxyDraft proxy) {
      matched.rules();
    }

    @Override
    public void onOutbound(OutboundDraft outbound, PolicySet<Counted> matched) {
      matched.to(outbound.destination(), outbound.proxy().mesh());
    }
  }

  /** What a merge comes to; made by nothing else. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Counted(@Nullable String connectionTimeout) {
    Counted {
      MERGES.incrementAndGet();
    }
  }

  private final TestLog log = TestLog.of(ZONE_1);
  private MeshState state = MeshState.of(log.image());

  @BeforeEach
  void aMesh() {
    Samples.putMesh(log, "default", Samples.PLAIN);
    for (int i = 0; i < SERVICES; i++) {
      log.put(
          CoreTypes.MESH_SERVICE,
          "default",
          "m" + i,
          Labels.of("tier", "t"),
          SpecJson.read(
              CoreTypes.MESH_SERVICE,
              """
              {"selector":{"dataplaneTags":{"kuma.io/service":"s%d"}},"ports":[{"port":80}]}\
              """
                  .formatted(i)));
    }
    timeout("all", "{'kind':'Mesh'}", "1s");
    timeout("some", "{'kind':'MeshSubset','tags':{'half':'0'}}", "2s");
    timeout("one", "{'kind':'MeshService','name':'s1'}", "3s");
  }

  @Test
  void moreProxiesAreNoMoreWork() {
    int few = mergesOfProxies(SERVICES * 2);
    int setsOfFew = SETS.get();
    assertThat(few).isPositive();
    assertThat(mergesOfProxies(SERVICES * 40)).isEqualTo(few);
    assertThat(SETS.get()).as("sets of matched policies").isEqualTo(setsOfFew);
  }

  private int mergesOfProxies(int proxies) {
    for (int i = 0; i < proxies; i++) {
      log.put(proxy(i));
    }
    state = MeshState.of(log.image(), mesh -> PolicyTable.of(List.of(new Counting())));
    SETS.set(0);
    MERGES.set(0);
    generate(proxies);
    System.out.printf("%d proxies: %d sets, %d merges%n", proxies, SETS.get(), MERGES.get());
    return MERGES.get();
  }

  @Test
  void aChangeOfAPolicyIsTheWorkOfTheSetsItIsIn() {
    int all = mergesOfProxies(SERVICES * 8);
    MERGES.set(0);
    advance(timeout("one", "{'kind':'MeshService','name':'s1'}", "9s"));
    generate(SERVICES * 8);
    assertThat(MERGES.get()).isPositive().isLessThan(all / 2);
  }

  @Test
  void aChangeOfAProxyIsNoWork() {
    mergesOfProxies(SERVICES * 8);
    MERGES.set(0);
    SETS.set(0);
    advance(log.put(proxy(3).at("10.9.9.9")));
    advance(log.put(proxy(SERVICES * 8)));
    generate(SERVICES * 8 + 1);
    assertThat(MERGES.get()).isZero();
    assertThat(SETS.get()).isZero();
  }

  private void advance(MeshImage.Step step) {
    state = state.advance(step.image(), step.delta()).state();
  }

  private void generate(int proxies) {
    for (int i = 0; i < proxies; i++) {
      ProxyFacts facts = ProxyFacts.of(ProxyKey.dataplane("default", "dp-" + i));
      assertThat(GENERATOR.generate(state, facts, Certificates.NONE))
          .isInstanceOf(Generation.Ready.class);
    }
  }

  /** Of one of the services; calls all others, by tags and by identity. */
  private static DataplaneBuilder proxy(int number) {
    int service = number % SERVICES;
    DataplaneBuilder proxy =
        aDataplane("dp-" + number)
            .at("10.0." + number / 200 + '.' + (1 + number % 200))
            .inbound(
                80,
                8080,
                Tags.of(Tags.SERVICE, "s" + service).with("half", "" + service % 2),
                true);
    for (int i = 0; i < SERVICES; i++) {
      proxy.outbound(10_080 + i, "s" + i).outboundTo(11_080 + i, "MeshService", "m" + i, 80);
    }
    return proxy;
  }

  private MeshImage.Step timeout(String name, String top, String connect) {
    String to =
        """
        {"targetRef":%s,"to":[
         {"targetRef":{"kind":"Mesh"},"default":{"connectionTimeout":"%s"}},
         {"targetRef":{"kind":"MeshService","name":"s2"},"default":{"connectionTimeout":"4s"}},
         {"targetRef":{"kind":"MeshService","labels":{"tier":"t"}},"default":{"idleTimeout":"4s"}}]}\
        """
            .formatted(top.replace('\'', '"'), connect);
    return log.put(
        MeshTimeoutPolicy.TYPE,
        MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, name),
        Labels.EMPTY,
        SpecJson.read(MeshTimeoutPolicy.TYPE, to));
  }
}

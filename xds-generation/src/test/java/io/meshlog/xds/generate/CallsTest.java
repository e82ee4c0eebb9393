package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.Decided;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.policy.meshfaultinjection.MeshFaultInjectionPolicy;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Workloads that call the same under the same policies have it made once. That it is the right one
 * is shown by {@link IncrementalTest} and {@link PolicyChangesTest}.
 */
class CallsTest {
  private final TestLog log = TestLog.of(ZONE_1);
  private final XdsGenerator generator = new XdsGenerator();
  private final Alike alike = new Alike();

  /** What nobody holds may be made again. */
  private final List<OutgoingHalf> held = new ArrayList<>();

  @BeforeEach
  void twoWorkloadsThatCallTheSame() {
    log.put(CoreTypes.MESH, Samples.meshKey("default"), Labels.EMPTY, Samples.mesh(null, false));
    log.put(
        aDataplane("backend-1")
            .at("192.168.0.9")
            .inbound(80, 80, Tags.of(Tags.SERVICE, "backend").with(Tags.PROTOCOL, "http"), true));
    caller("web", 10080);
    caller("shop", 10081);
    put(MeshTimeoutPolicy.TYPE, "to", "{\"http\":{\"requestTimeout\":\"7s\"}}");
  }

  private void caller(String service, int port) {
    log.put(
        aDataplane(service)
            .at("192.168.1." + port % 10)
            .inbound(80, 80, Tags.of(Tags.SERVICE, service).with(Tags.PROTOCOL, "http"), true)
            .outbound(port, Tags.of(Tags.SERVICE, "backend")));
  }

  private <S extends PolicySpec> void put(ResourceType<S> type, String side, String conf) {
    log.put(
        type,
        type.key("default", Origin.GLOBAL, type.name().toLowerCase(Locale.ROOT)),
        Labels.EMPTY,
        SpecJson.read(
            type,
            "{\"%s\":[{\"targetRef\":{\"kind\":\"Mesh\"},\"default\":%s}]}".formatted(side, conf)));
  }

  @Test
  void itIsMadeOnceForBoth() {
    MeshState state = MeshState.of(log.image());
    assertThat(call(state, "web")).isSameAs(call(state, "shop"));
  }

  @Test
  void anotherPolicyHasItMadeAnew() {
    Call before = call(MeshState.of(log.image()), "web");
    put(MeshTimeoutPolicy.TYPE, "to", "{\"http\":{\"requestTimeout\":\"8s\"}}");
    MeshState state = MeshState.of(log.image());
    assertThat(call(state, "shop")).isNotEqualTo(before).isSameAs(call(state, "web"));
  }

  @Test
  void whatTellsOfTheCallerIsItsOwn() {
    put(
        MeshFaultInjectionPolicy.TYPE,
        "from",
        "{\"http\":[{\"abort\":{\"httpStatus\":500,\"percentage\":1}}]}");
    assertThat(call(MeshState.of(log.image()), "web").ofCaller()).isTrue();
    assertThat(listener("web", 10080)).contains("&kuma.io/service=web&");
    assertThat(listener("shop", 10081)).contains("&kuma.io/service=shop&");
  }

  private String listener(String proxy, int port) {
    return config(proxy)
        .find(XdsType.LISTENER, "outbound:127.0.0.1:" + port)
        .orElseThrow()
        .value()
        .getValue()
        .toStringUtf8();
  }

  @Test
  void eachHasItWhereItListensAndDecisionsAreOfThatListener() {
    config("web");
    ProxyConfig shop = config("shop");
    ProxyConfig anew = config(new XdsGenerator(), "shop");
    assertThat(shop.of(XdsType.LISTENER)).containsKey("outbound:127.0.0.1:10081");
    assertThat(shop).isEqualTo(anew);
    assertThat(shop.decisions())
        .extracting(Decided::part)
        .contains("outbound:127.0.0.1:10081")
        .doesNotContain("outbound:127.0.0.1:10080");
  }

  @Test
  void aMapOfResourcesThatAChangeLeavesAloneStaysTheSameMap() {
    ProxyConfig before = config("web");
    put(MeshTimeoutPolicy.TYPE, "to", "{\"http\":{\"requestTimeout\":\"8s\"}}");
    ProxyConfig after = config("web");
    SortedMap<String, XdsResource> changed = new TreeMap<>(after.of(XdsType.LISTENER));
    changed.values().removeAll(before.of(XdsType.LISTENER).values());
    assertThat(changed).containsOnlyKeys("outbound:127.0.0.1:10080");
    assertThat(after.of(XdsType.CLUSTER)).isSameAs(before.of(XdsType.CLUSTER));
    assertThat(after.of(XdsType.ENDPOINT)).isSameAs(before.of(XdsType.ENDPOINT));
    assertThat(after.deps()).isSameAs(before.deps());
  }

  /** What the first outbound of a proxy comes to. */
  private Call call(MeshState state, String proxy) {
    ProxyFacts facts = ProxyFacts.of(ProxyKey.dataplane("default", proxy));
    MeshView mesh = state.mesh("default").orElseThrow();
    Resource<DataplaneSpec> dataplane = state.dataplane(facts.key()).orElseThrow();
    Selection selection = mesh.policies().selecting(dataplane, GatewayListeners.NONE);
    Likeness likeness = Likeness.of(facts, dataplane);
    OutgoingHalf half =
        OutgoingHalf.of(
            mesh,
            new AskedFacts(mesh),
            VirtualServices.NONE,
            likeness,
            selection,
            selection.outgoing().orElseThrow(),
            alike);
    held.add(half);
    return half.calls().getFirst().call();
  }

  private ProxyConfig config(String proxy) {
    return config(generator, proxy);
  }

  private ProxyConfig config(XdsGenerator by, String proxy) {
    Generation made =
        by.generate(
            MeshState.of(log.image()),
            ProxyFacts.of(ProxyKey.dataplane("default", proxy)),
            Certificates.NONE);
    return ((Generation.Ready) made).config();
  }
}

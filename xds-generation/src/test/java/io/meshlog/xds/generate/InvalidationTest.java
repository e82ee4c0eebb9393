package io.meshlog.xds.generate;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static io.meshlog.model.samples.Samples.ZONE_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.policy.meshtimeout.MeshTimeoutPolicy;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which change reaches which proxy, and how. */
class InvalidationTest {
  private static final ProxyKey WEB = ProxyKey.dataplane("default", "web-1");
  private static final ProxyKey INGRESS = ProxyKey.ingress("in-1");

  private final TestLog log = TestLog.of(ZONE_1);
  private final XdsGenerator generator = new XdsGenerator();
  private MeshState state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);

  @BeforeEach
  void startsWithWebThatCallsBackend() {
    Samples.putMesh(log, "default", Samples.STRICT);
    Samples.putZone(log, ZONE_2, true);
    log.put(
        CoreTypes.ZONE_INGRESS,
        "",
        "in-1",
        Labels.EMPTY,
        Samples.ingress(ZONE_1, "192.168.9.1", List.of()));
    log.put(aDataplane("web-1").inbound("web", "http").outbound(10080, "backend"));
    log.put(aDataplane("backend-1").at("192.168.0.2").inbound("backend", "http"));
    log.put(aDataplane("other-1").at("192.168.0.3").inbound("other", "http"));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
  }

  @Test
  void aChangeOfAnotherServiceTouchesNobodyWhoDoesNotCallIt() {
    Advance advance =
        advance(log.put(aDataplane("other-2").at("192.168.0.4").inbound("other", "http")));
    assertThat(touches(advance, WEB)).isFalse();
  }

  @Test
  void aNewServiceTouchesNoSidecar() {
    Advance advance =
        advance(log.put(aDataplane("new-1").at("192.168.0.4").inbound("new", "http")));
    assertThat(touches(advance, WEB)).isFalse();
    assertThat(touches(advance, INGRESS)).isTrue();
  }

  @Test
  void aNewServiceTouchesTheTransparentProxiesThatCanReachIt() {
    log.put(aDataplane("any-1").at("192.168.0.5").transparent(transparent("")));
    log.put(
        aDataplane("some-1")
            .at("192.168.0.6")
            .transparent(transparent(",\"reachableServices\":[\"backend\",\"new\"]")));
    log.put(
        aDataplane("few-1")
            .at("192.168.0.7")
            .transparent(transparent(",\"reachableServices\":[\"backend\"]")));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
    ProxyKey any = ProxyKey.dataplane("default", "any-1");
    ProxyKey some = ProxyKey.dataplane("default", "some-1");
    ProxyKey few = ProxyKey.dataplane("default", "few-1");
    List.of(any, some, few).forEach(this::config);

    Advance advance =
        advance(log.put(aDataplane("new-1").at("192.168.0.4").inbound("new", "http")));

    assertThat(touches(advance, any)).isTrue();
    assertThat(touches(advance, some)).isTrue();
    assertThat(touches(advance, few)).isFalse();
    assertThat(touches(advance, WEB)).isFalse();
    Advance second = advance(log.put(aDataplane("new-2").at("192.168.0.8").inbound("new", "http")));
    assertThat(second.touched()).noneMatch(dep -> dep instanceof Dep.Names);
  }

  @Test
  void aNewMeshServiceTouchesTheTransparentProxiesThatCanReachIt() {
    Samples.putMesh(log, "default", Samples.STRICT);
    log.put(aDataplane("any-1").at("192.168.0.5").transparent(transparent("")));
    String refs = ",\"reachableBackends\":{\"refs\":[{\"kind\":\"MeshService\",\"name\":\"%s\"}]}";
    log.put(
        aDataplane("some-1")
            .at("192.168.0.6")
            .transparent(transparent(refs.formatted("new") + ",\"reachableServices\":[\"no\"]")));
    log.put(
        aDataplane("few-1")
            .at("192.168.0.7")
            .transparent(transparent(refs.formatted("old") + ",\"reachableServices\":[\"no\"]")));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
    ProxyKey any = ProxyKey.dataplane("default", "any-1");
    ProxyKey some = ProxyKey.dataplane("default", "some-1");
    ProxyKey few = ProxyKey.dataplane("default", "few-1");
    List.of(any, some, few).forEach(this::config);

    Advance advance =
        advance(
            log.put(
                CoreTypes.MESH_SERVICE,
                CoreTypes.MESH_SERVICE.key("default", ZONE_1, "new"),
                Labels.EMPTY,
                SpecJson.read(
                    CoreTypes.MESH_SERVICE,
                    "{\"selector\":{\"dataplaneTags\":{\"kuma.io/service\":\"backend\"}},"
                        + "\"ports\":[{\"port\":80}]}")));

    assertThat(touches(advance, any)).isTrue();
    assertThat(touches(advance, some)).isTrue();
    assertThat(touches(advance, few)).isFalse();
    assertThat(touches(advance, WEB)).isFalse();
  }

  private static String transparent(String more) {
    return "{\"redirectPortInbound\":15006,\"redirectPortOutbound\":15001" + more + '}';
  }

  @Test
  void aNewEndpointSwapsTheLoadAssignmentAndSharesTheRest() {
    ProxyConfig before = config(WEB);
    Advance advance =
        advance(log.put(aDataplane("backend-2").at("192.168.0.4").inbound("backend", "http")));

    ProxyConfig after =
        generator.swapEndpoints(advance.state(), before, advance.touched()).orElseThrow();

    assertThat(after.of(XdsType.ENDPOINT)).isNotEqualTo(before.of(XdsType.ENDPOINT));
    assertThat(after.of(XdsType.LISTENER)).isSameAs(before.of(XdsType.LISTENER));
    assertThat(after).isEqualTo(config(WEB));
  }

  @Test
  void twoProxiesThatCallOneServiceShareOneLoadAssignment() {
    log.put(aDataplane("web-2").at("192.168.0.9").inbound("web", "http").outbound(1, "backend"));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
    assertThat(config(WEB).of(XdsType.ENDPOINT).get("backend"))
        .isSameAs(
            config(ProxyKey.dataplane("default", "web-2")).of(XdsType.ENDPOINT).get("backend"));
  }

  @Test
  void anotherProtocolOfTheCalledServiceNeedsMoreThanEndpoints() {
    ProxyConfig before = config(WEB);
    Advance advance =
        advance(log.put(aDataplane("backend-2").at("192.168.0.4").inbound("backend", "tcp")));
    assertThat(generator.swapEndpoints(advance.state(), before, advance.touched())).isEmpty();
  }

  @Test
  void anEndpointThatReturnsToWhatItWasTouchesNothingItDidNotChange() {
    Advance advance =
        advance(log.put(aDataplane("other-1").at("192.168.0.3").inbound("other", "http")));
    assertThat(advance.touched()).noneMatch(dep -> dep instanceof Dep.Endpoints);
    assertThat(advance.offerChanged()).isFalse();
  }

  @Test
  void theAvailableServicesOfTheOwnIngressDoNotTouchIt() {
    List<AvailableService> derived = state.availableServices();
    Advance advance =
        advance(
            log.put(
                CoreTypes.ZONE_INGRESS,
                "",
                "in-1",
                Labels.EMPTY,
                Samples.ingress(ZONE_1, "192.168.9.1", derived)));
    assertThat(advance.touched()).isEmpty();
  }

  @Test
  void aRemoteInstanceSwapsEndpointsOnly() {
    log.put(
        CoreTypes.ZONE_INGRESS,
        CoreTypes.ZONE_INGRESS.key("", ZONE_2, "in-2"),
        Labels.EMPTY,
        Samples.ingress(ZONE_2, "10.2.0.1", List.of(available(1))));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
    ProxyConfig before = config(WEB);

    Advance advance =
        advance(
            log.put(
                CoreTypes.ZONE_INGRESS,
                CoreTypes.ZONE_INGRESS.key("", ZONE_2, "in-2"),
                Labels.EMPTY,
                Samples.ingress(ZONE_2, "10.2.0.1", List.of(available(2)))));

    assertThat(generator.swapEndpoints(advance.state(), before, advance.touched())).isPresent();
    assertThat(touches(advance, ProxyKey.dataplane("default", "other-1"))).isFalse();
    assertThat(touches(advance, INGRESS)).isFalse();
  }

  @Test
  void aProxyOfAnUnknownMeshIsWithheldUntilTheMeshComes() {
    log.put(aDataplane("lost-1").inMesh("lost"));
    state = MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
    ProxyKey lost = ProxyKey.dataplane("lost", "lost-1");
    assertThat(Connected.generate(state, lost)).isInstanceOf(Generation.Withheld.class);

    MeshImage.Step step =
        log.put(CoreTypes.MESH, Samples.meshKey("lost"), Labels.EMPTY, Samples.PLAIN);
    Advance advance = state.advance(step.image(), step.delta());

    assertThat(advance.touched()).anyMatch(Connected.generate(state, lost).deps()::contains);
    assertThat(Connected.generate(advance.state(), lost)).isInstanceOf(Generation.Ready.class);
  }

  @Test
  void aPolicyForATagThatOnlyTheMeshGatewaySaysReachesItsProxy() {
    ProxyKey edge = ProxyKey.dataplane("default", "edge-1");
    put(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key("default", ZONE_1, "edge-1"),
        "{'networking':{'address':'192.168.7.1','gateway':{'type':'BUILTIN',"
            + "'tags':{'kuma.io/service':'edge','version':'v0'}}}}");
    put(
        MeshGatewaySpec.TYPE,
        MeshGatewaySpec.TYPE.key("default", Origin.GLOBAL, "gw"),
        "{'selectors':[{'match':{'kuma.io/service':'edge'}}],'tags':{'team':'t1'},"
            + "'conf':{'listeners':[{'port':8080,'protocol':'HTTP','tags':{'version':'v1'}}]}}");
    state = MeshState.of(log.image());

    for (String tag : List.of("'version':'v1'", "'team':'t1'")) {
      ProxyConfig had = config(edge);
      Advance advance = advance(timeout(tag));
      assertThat(touches(advance, edge)).as(tag).isTrue();
      assertThat(touches(advance, WEB)).as(tag).isFalse();
      assertThat(config(edge)).as(tag).isNotEqualTo(had);
    }
    assertThat(touches(advance(timeout("'version':'v2'")), edge)).isFalse();
  }

  private MeshImage.Step timeout(String tag) {
    return put(
        MeshTimeoutPolicy.TYPE,
        MeshTimeoutPolicy.TYPE.key("default", Origin.GLOBAL, tag.replaceAll("[^a-z0-9]", "")),
        "{'targetRef':{'kind':'MeshSubset','tags':{"
            + tag
            + "}},'rules':[{'default':{'http':{'requestHeadersTimeout':'"
            + (7 + tag.length())
            + "s'}}}]}");
  }

  private <S extends Spec> MeshImage.Step put(ResourceType<S> type, ResourceKey key, String spec) {
    return log.put(type, key, Labels.EMPTY, SpecJson.read(type, spec.replace('\'', '"')));
  }

  private static AvailableService available(int instances) {
    return new AvailableService(
        Tags.of(Tags.SERVICE, "backend").with(Tags.PROTOCOL, "http").with(Tags.ZONE, "zone-2"),
        instances,
        "default",
        false);
  }

  private Advance advance(MeshImage.Step step) {
    MeshState before = state;
    Advance advance = before.advance(step.image(), step.delta());
    state = advance.state();
    this.before = before;
    return advance;
  }

  private MeshState before = state;

  private boolean touches(Advance advance, ProxyKey proxy) {
    return !Collections.disjoint(Connected.generate(before, proxy).deps(), advance.touched());
  }

  private ProxyConfig config(ProxyKey proxy) {
    return ((Generation.Ready) Connected.generate(state, proxy)).config();
  }
}

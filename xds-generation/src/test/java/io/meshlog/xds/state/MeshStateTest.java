package io.meshlog.xds.state;

import static io.meshlog.model.samples.DataplaneBuilder.aDataplane;
import static io.meshlog.model.samples.Samples.ZONE_1;
import static io.meshlog.model.samples.Samples.ZONE_2;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.draft.MeshPolicies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeshStateTest {
  private final TestLog log = TestLog.of(ZONE_1);

  @Test
  void offersHealthyInboundsGroupedByMeshAndTags() {
    log.put(aDataplane("b-1").inbound("backend", "http").tag("version", "v1"));
    log.put(aDataplane("b-2").inbound("backend", "http").tag("version", "v1"));
    log.put(aDataplane("b-3").inbound("backend", "http").tag("version", "v2"));
    log.put(aDataplane("a-1").inMesh("another").inbound("api", "tcp"));
    log.put(aDataplane("sick-1").inbound(80, 8080, Tags.of(Tags.SERVICE, "backend"), false));

    List<AvailableService> offer = state().availableServices();

    assertThat(offer)
        .extracting(s -> s.mesh() + ' ' + s.tags().getOrEmpty("version") + ' ' + s.instances())
        .containsExactly("another  1", "default v1 2", "default v2 1");
    assertThat(offer).allMatch(s -> s.tags().zone().equals("zone-1"));
  }

  @Test
  void saysThatTheOfferChangedOnlyWhenItDid() {
    log.put(aDataplane("b-1").inbound("backend", "http"));
    MeshState state = state();
    Advance moved =
        step(state, log.put(aDataplane("b-1").at("192.168.0.7").inbound("backend", "http")));
    assertThat(moved.offerChanged()).isFalse();
    Advance more = step(moved.state(), log.put(aDataplane("b-2").inbound("backend", "http")));
    assertThat(more.offerChanged()).isTrue();
    Advance less =
        step(more.state(), log.delete(CoreTypes.DATAPLANE.key("default", ZONE_1, "b-2")));
    assertThat(less.offerChanged()).isTrue();
    assertThat(less.state().availableServices()).isEqualTo(state.availableServices());
  }

  @Test
  void aHostNameIsNoEndpointUntilItResolves() {
    Samples.putMesh(log, "default", Samples.PLAIN);
    log.put(aDataplane("b-1").at("backend.local").inbound("backend", "http"));
    MeshState state = state();
    Tags backend = Tags.of(Tags.SERVICE, "backend");
    MeshView unresolved = state.mesh("default").orElseThrow();
    assertThat(state.hostNames()).containsExactly("backend.local");
    String empty = unresolved.assignment(backend).version();

    Advance advance = state.resolved(Map.of("backend.local", "10.0.0.9"));

    assertThat(advance.touched())
        .contains(
            new Dep.Endpoints("default", "backend"),
            new Dep.Own(ProxyKey.dataplane("default", "b-1")));
    assertThat(advance.state().mesh("default").orElseThrow().assignment(backend).version())
        .isNotEqualTo(empty);
    assertThat(advance.state().resolved(Map.of("backend.local", "10.0.0.9")).touched()).isEmpty();
  }

  @Test
  void aHostNameOfARemoteIngressIsResolvedToo() {
    Samples.putMesh(log, "default", Samples.STRICT);
    Samples.putZone(log, ZONE_2, true);
    AvailableService backend =
        new AvailableService(Tags.of(Tags.SERVICE, "backend"), 1, "default", false);
    log.put(
        CoreTypes.ZONE_INGRESS,
        CoreTypes.ZONE_INGRESS.key("", ZONE_2, "in-2"),
        Labels.EMPTY,
        new ZoneIngressSpec(
            "zone-2",
            new ZoneIngressSpec.Networking("10.2.0.1", "ingress.zone-2", 10001, 10001, null),
            List.of(backend)));
    MeshState state = state();
    Advance advance = state.resolved(Map.of("ingress.zone-2", "10.2.0.1"));
    assertThat(advance.touched()).contains(new Dep.Endpoints("default", "backend"));
  }

  @Test
  void aServiceIsReadyForTlsWhenItsLastProxyHoldsACertificate() {
    Samples.putMesh(log, "default", Samples.PERMISSIVE);
    log.put(aDataplane("b-1").inbound("backend", "http"));
    log.put(aDataplane("b-2").inbound(80, 8080, Tags.of(Tags.SERVICE, "backend"), false));
    MeshState state = state();
    Dep shape = new Dep.Shape("default", "backend");

    Advance first = state.certified(ProxyKey.dataplane("default", "b-1"), "ca-1");
    assertThat(first.touched()).doesNotContain(shape);
    Advance second = first.state().certified(ProxyKey.dataplane("default", "b-2"), "ca-1");
    assertThat(second.touched()).contains(shape);
    assertThat(second.state().mesh("default").orElseThrow().tlsReady("backend")).isTrue();
    Advance other = second.state().certified(ProxyKey.dataplane("default", "b-2"), "ca-2");
    assertThat(other.touched()).contains(shape);
  }

  @Test
  void aZoneThatIsFederatedLaterGoesByGlobalsMesh() {
    var own = CoreTypes.MESH.key("", ZONE_1, "default");
    var global = CoreTypes.MESH.key("", Origin.GLOBAL, "default");
    log.put(CoreTypes.MESH, own, Labels.EMPTY, SpecJson.read(CoreTypes.MESH, "{}"));
    MeshState alone = state();
    MeshSpec strict = Samples.STRICT;
    MeshState federated =
        step(alone, log.put(CoreTypes.MESH, global, Labels.EMPTY, strict)).state();
    MeshState touched =
        step(federated, log.put(CoreTypes.MESH, own, Labels.of("a", "b"), MeshSpec.EMPTY)).state();
    assertThat(touched.mesh("default").orElseThrow().spec()).isEqualTo(strict);
    assertThat(MeshState.of(touched.image()).mesh("default").orElseThrow().spec())
        .isEqualTo(strict);
    MeshState left = step(touched, log.delete(global)).state();
    assertThat(left.mesh("default").orElseThrow().spec()).isEqualTo(MeshSpec.EMPTY);
  }

  @Test
  void tellsAddressesFromHostNames() {
    assertThat(List.of("1.2.3.4", "0.0.0.0", "10.200.99.255", "01.2.3.4", "::1", "fd00::1"))
        .allMatch(Hosts::isIp);
    assertThat(
            List.of(
                "web",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.",
                ".1.2.3",
                "1..2.3",
                "1.2.3.4.5",
                "001.2.3.4",
                "1.2.3.a",
                "4294967297.2.3.4",
                "fe80::1%eth0",
                "a:b",
                ""))
        .noneMatch(Hosts::isIp);
  }

  private MeshState state() {
    return MeshState.of(log.image(), mesh -> MeshPolicies.NONE);
  }

  private static Advance step(MeshState state, MeshImage.Step step) {
    return state.advance(step.image(), step.delta());
  }
}

package io.meshlog.model.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.hostname.HostnameGeneratorSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.naming.ServiceStatus.Outcome;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.samples.TestLog;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** rest-and-dataplane-protocol.md 2.8, 3.4; decision 0019 */
class ServiceNamesTest {
  private static final Origin ZONE = Origin.zone("zone-1");
  private static final Origin OTHER = Origin.zone("zone-2");
  private static final String LOCAL = "{{ .DisplayName }}.svc.mesh.local";
  private static final String SYNCED = "{{ .DisplayName }}.svc.{{ .Zone }}.mesh.local";

  private final TestLog log = TestLog.of(ZONE);

  @Test
  void aZoneNamesItsOwnServicesAndGlobalWhatZonesSeeOfEachOther() {
    generator(log, ZONE, "local", "zone", LOCAL);
    generator(log, Origin.GLOBAL, "synced", "global", SYNCED);
    ResourceKey own = service(log, ZONE, "web");
    ResourceKey theirs = service(log, OTHER, "web");

    assertThat(names(own)).containsExactly("web.svc.mesh.local");
    assertThat(names(theirs)).containsExactly("web.svc.zone-2.mesh.local");
  }

  @Test
  void globalTellsWhatTheZoneOfAServiceCallsIt() {
    TestLog global = TestLog.of(Origin.GLOBAL);
    generator(global, ZONE, "local", "zone", LOCAL);
    generator(global, Origin.GLOBAL, "synced", "global", SYNCED);
    ResourceKey key = service(global, ZONE, "web");
    Resource<?> service = global.image().find(key).orElseThrow();
    Viewpoint view = Viewpoint.on(service, global.image());

    assertThat(view.self()).isEqualTo(ZONE);
    ServiceStatus status = status(global, key, view);
    assertThat(status.outcomes())
        .containsExactly(new Outcome("local", "web.svc.mesh.local", Condition.generated()));
    assertThat(PossibleNames.of(global.image(), service))
        .containsOnlyKeys("web.svc.mesh.local", "web.svc.zone-1.mesh.local")
        .allSatisfy((name, zones) -> assertThat(zones).containsExactly("zone-1"));
  }

  @Test
  void aNameBelongsToTheOlderService() {
    generator(log, ZONE, "all", "zone", "same.{{ .Mesh }}.local");
    ResourceKey older = service(log, ZONE, "z-older");
    ResourceKey newer = service(log, ZONE, "a-newer");

    assertThat(names(older)).containsExactly("same.default.local");
    assertThat(status(log, newer, new Viewpoint(ZONE)).outcomes())
        .containsExactly(new Outcome("all", "", Condition.collision("MeshService", "z-older")));

    log.delete(older);
    assertThat(names(newer)).containsExactly("same.default.local");
  }

  @Test
  void theZonesOwnGeneratorComesBeforeAnOlderOneOfGlobals() {
    generator(log, Origin.GLOBAL, "a-global", "zone", "name.local");
    generator(log, ZONE, "z-own", "zone", "{{ label \"named\" }}.local");
    ResourceKey plain = service(log, ZONE, "plain");
    ResourceKey named = service(log, ZONE, "named", Map.of("named", "name"));

    assertThat(names(named)).containsExactly("name.local", "name.local");
    assertThat(names(plain)).isEmpty();
    assertThat(status(log, plain, new Viewpoint(ZONE)).outcomes())
        .extracting(outcome -> outcome.condition().reason())
        .containsExactlyInAnyOrder("Collision", "TemplateError");
  }

  @Test
  void aNameThatIsNoneIsSaidInTheStatus() {
    generator(log, ZONE, "bad", "zone", "{{ label \"app\" }}.local");
    ResourceKey key = service(log, ZONE, "web", Map.of("app", "Not_A_Name"));
    Outcome outcome = status(log, key, new Viewpoint(ZONE)).outcomes().getFirst();
    assertThat(outcome.hostname()).isEmpty();
    assertThat(outcome.condition().status()).isEqualTo("False");
    assertThat(outcome.condition().message())
        .isEqualTo("generated hostname \"Not_A_Name.local\" is not a valid DNS name");
  }

  @Test
  void kindsAndMeshesAreApart() {
    generator(log, ZONE, "all", "zone", "same.local");
    ResourceKey one = service(log, ZONE, "a");
    ResourceKey inAnother = CoreTypes.MESH_SERVICE.key("other", ZONE, "b");
    put(log, CoreTypes.MESH_SERVICE, inAnother, zoneLabels(ZONE), "{\"ports\":[{\"port\":80}]}");
    assertThat(names(one)).containsExactly("same.local");
    ServiceNames other =
        ServiceNames.of(log.image(), CoreTypes.MESH_SERVICE, "other", new Viewpoint(ZONE));
    assertThat(other.status(inAnother).orElseThrow().hostnames()).containsExactly("same.local");
    assertThat(other.status(one)).isEmpty();
  }

  @Test
  void anAddressStaysWhateverComesAndGoesAndIsTheSameElsewhere() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<ResourceKey, String> first = new HashMap<>();
    Set<ResourceKey> there = new HashSet<>();
    for (int step = 0; step < 60; step++) {
      ResourceKey key =
          CoreTypes.MESH_SERVICE.key(
              "default", random.nextBoolean() ? ZONE : OTHER, "s" + random.nextInt(30));
      if (there.contains(key) && random.nextInt(3) == 0) {
        log.delete(key);
        there.remove(key);
      } else {
        service(log, key.origin(), key.name());
        there.add(key);
      }
      ServiceNames names = of(log, new Viewpoint(ZONE));
      for (ResourceKey each : there) {
        String vip = names.status(each).orElseThrow().vip();
        assertThat(vip).startsWith("241.");
        assertThat(first.computeIfAbsent(each, none -> vip)).as("seed %d", seed).isEqualTo(vip);
      }
    }
    TestLog elsewhere = TestLog.of(OTHER);
    there.forEach(key -> service(elsewhere, key.origin(), key.name()));
    there.forEach(key ->
        assertThat(status(elsewhere, key, new Viewpoint(OTHER)).vip()).isEqualTo(first.get(key)));
  }

  @Test
  void noTwoServicesOfAMeshShareAnAddress() {
    // Of so many, some want the same: 12 000 in 16 million places meet about four times.
    List<Resource<MeshServiceStub>> many =
        java.util.stream.IntStream.range(0, 12_000).mapToObj(ServiceNamesTest::stub).toList();
    Map<ResourceKey, String> all = VirtualAddresses.of(many, AddressRanges.DEFAULT);
    assertThat(new HashSet<>(all.values())).hasSize(many.size());
    Map<ResourceKey, String> half =
        VirtualAddresses.of(many.subList(0, 6_000), AddressRanges.DEFAULT);
    half.forEach((key, vip) -> assertThat(all.get(key)).isEqualTo(vip));
    assertThat(VirtualAddresses.of(List.of(many.getLast()), AddressRanges.DEFAULT)).hasSize(1);
  }

  @Test
  void aRangeGivesAwayEachOfItsAddressesOnce() {
    AddressRange small = AddressRange.parse("10.1.2.248/29");
    AddressRanges ranges =
        new AddressRanges(
            small, AddressRange.parse("10.2.0.0/16"), AddressRange.parse("10.3.0.0/30"));
    List<Resource<MeshServiceStub>> services =
        java.util.stream.IntStream.range(0, 8).mapToObj(ServiceNamesTest::stub).toList();
    Map<ResourceKey, String> all = VirtualAddresses.of(services, ranges);
    assertThat(all.keySet())
        .containsExactlyInAnyOrderElementsOf(
            services.subList(0, 6).stream().map(Resource::key).toList());
    assertThat(all.values())
        .containsExactlyInAnyOrder(
            "10.1.2.249", "10.1.2.250", "10.1.2.251", "10.1.2.252", "10.1.2.253", "10.1.2.254");
  }

  @Test
  void whatIsNoRangeIsRefused() {
    Map<String, String> wrong =
        Map.of(
            "", "is no IPv4 network",
            "241.0.0.0", "is no IPv4 network",
            "241.0.0.256/8", "is no IPv4 network",
            "fd00::/64", "is no IPv4 network",
            "10.0.0.0/31", "not within /2 and /30",
            "0.0.0.0/1", "not within /2 and /30",
            "241.1.0.0/8", "its network is 241.0.0.0/8");
    wrong.forEach((cidr, why) ->
        assertThatThrownBy(() -> AddressRange.parse(cidr)).as(cidr).hasMessageContaining(why));
    AddressRange wide = AddressRange.parse("192.0.0.0/2");
    AddressRange within = AddressRange.parse("241.0.0.0/8");
    AddressRange apart = AddressRange.parse("10.0.0.0/8");
    assertThatThrownBy(() -> new AddressRanges(wide, within, apart))
        .hasMessageContaining("192.0.0.0/2, 241.0.0.0/8 and 10.0.0.0/8 must not overlap");
  }

  private record MeshServiceStub() implements Spec {}

  private static Resource<MeshServiceStub> stub(int i) {
    ResourceType<MeshServiceStub> type =
        ResourceType.named("MeshService", MeshServiceStub.class).path("p").build();
    return new Resource<>(
        type,
        type.key("default", ZONE, "s-" + i),
        "s-" + i,
        Labels.EMPTY,
        new MeshServiceStub(),
        java.time.Instant.EPOCH,
        java.time.Instant.EPOCH,
        1,
        1);
  }

  private List<String> names(ResourceKey key) {
    return status(log, key, new Viewpoint(ZONE)).hostnames();
  }

  private static ServiceNames of(TestLog log, Viewpoint view) {
    return ServiceNames.of(log.image(), CoreTypes.MESH_SERVICE, "default", view);
  }

  private static ServiceStatus status(TestLog log, ResourceKey key, Viewpoint view) {
    return of(log, view).status(key).orElseThrow();
  }

  private static void generator(
      TestLog log, Origin origin, String name, String selected, String template) {
    HostnameGeneratorSpec spec =
        SpecJson.read(
            PluginTypes.HOSTNAME_GENERATOR,
            SpecJson.plain()
                .createObjectNode()
                .put("template", template)
                .set(
                    "selector",
                    SpecJson.parse(
                        "{\"meshService\":{\"matchLabels\":{\"kuma.io/origin\":\""
                            + selected
                            + "\"}}}")));
    log.put(
        PluginTypes.HOSTNAME_GENERATOR,
        PluginTypes.HOSTNAME_GENERATOR.key("", origin, name),
        Labels.EMPTY,
        spec);
  }

  private static Labels zoneLabels(Origin origin) {
    return Labels.of(Labels.ORIGIN, "zone").with(Labels.ZONE, origin.zone());
  }

  private static ResourceKey service(TestLog log, Origin origin, String name) {
    return service(log, origin, name, Map.of());
  }

  private static ResourceKey service(
      TestLog log, Origin origin, String name, Map<String, String> labels) {
    ResourceKey key = CoreTypes.MESH_SERVICE.key("default", origin, name);
    Labels all = zoneLabels(origin).with(Labels.DISPLAY_NAME, name);
    for (var label : labels.entrySet()) {
      all = all.with(label.getKey(), label.getValue());
    }
    put(log, CoreTypes.MESH_SERVICE, key, all, "{\"ports\":[{\"port\":80}]}");
    return key;
  }

  private static <S extends Spec> void put(
      TestLog log, ResourceType<S> type, ResourceKey key, Labels labels, String spec) {
    log.put(type, key, labels, SpecJson.read(type, spec));
  }
}

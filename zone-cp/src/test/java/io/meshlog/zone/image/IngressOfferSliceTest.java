package io.meshlog.zone.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import io.meshlog.zone.TestZone;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IngressOfferSliceTest {
  private static final List<String> INGRESSES = List.of("in-1", "in-2");

  /** rest-and-dataplane-protocol.md 7.1: in Kuma one such Dataplane stops it for all services. */
  @Test
  void oneOddDataplaneStopsNoIngressFromBeingRefreshed() throws Exception {
    try (TestZone zone = new TestZone()) {
      zone.put("{type: Mesh, name: default}");
      for (String name : INGRESSES) {
        zone.put(
            "{type: ZoneIngress, name: %s, networking: {address: 192.168.0.9, port: 10001}}"
                .formatted(name));
      }
      odd(
          zone,
          "no-service",
          "{'networking':{'address':'192.168.0.2','inbound':[{'port':80,'tags':{'kuma.io/zone':'zone-1'}}]}}");
      odd(zone, "no-tags", "{'networking':{'address':'192.168.0.3','inbound':[{'port':80}]}}");
      odd(
          zone,
          "no-address",
          "{'networking':{'inbound':[{'port':80,'tags':{'kuma.io/service':''}}]}}");
      odd(zone, "nothing", "{}");
      zone.put(
          """
          {type: Dataplane, mesh: default, name: web-1, networking: {address: 192.168.0.1, inbound: [
            {port: 80, tags: {kuma.io/service: web}}]}}
          """);
      zone.awaitImage(
          now -> INGRESSES.stream().allMatch(name -> services(now, name).contains("web")));
      odd(
          zone,
          "later",
          "{'networking':{'address':'192.168.0.2','inbound':[{'port':81,'tags':{'kuma.io/zone':'zone-1'}}]}}");
      zone.put(
          """
          {type: Dataplane, mesh: default, name: api-1, networking: {address: 192.168.0.4, inbound: [
            {port: 80, tags: {kuma.io/service: api}}]}}
          """);
      zone.awaitImage(
          now -> INGRESSES.stream().allMatch(name -> services(now, name).contains("api")));
      for (String name : INGRESSES) {
        assertThat(services(zone.store().live().current(), name)).contains("api", "web");
      }
    }
  }

  /** As a log may hold it that was written by others than today's checks. */
  private static void odd(TestZone zone, String name, String spec) throws Exception {
    zone.append(
        new Command.Put<>(
            CoreTypes.DATAPLANE,
            CoreTypes.DATAPLANE.key("default", TestZone.SELF, name),
            Labels.EMPTY,
            SpecJson.read(CoreTypes.DATAPLANE, spec.replace('\'', '"')),
            Expected.ANY));
  }

  private static List<String> services(MeshImage image, String ingress) {
    return image.find(CoreTypes.ZONE_INGRESS, "", ingress).stream()
        .flatMap(found -> found.spec().available().stream())
        .map(AvailableService::tags)
        .flatMap(tags -> Stream.ofNullable(tags.get(Tags.SERVICE)))
        .toList();
  }
}

package io.meshlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Http;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.demo.process.Child;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The demo's topology with real Envoys and real traffic: three databases, a broker, Global, two
 * zones. Each test leaves the topology as it found it.
 */
class MeshSystemTest extends CrossZoneTraffic {
  @Test
  void trafficFlowsWithinAndAcrossZones() {
    for (ZoneLayout from : zones()) {
      for (ZoneLayout to : zones()) {
        Http.Answer answer = http.get(call(from, "kv-" + to.name(), "/counter"));
        assertThat(answer.status()).as("%s to %s: %s", from, to, answer).isEqualTo(200);
        assertThat(answer.json().path("zone").asString()).isEqualTo(to.name());
      }
    }
  }

  @Test
  void stampsItsZoneOnEveryDataplane() {
    for (ZoneLayout zone : zones()) {
      Http.Answer answer =
          http.get(api(zone.controlPlane(), "/meshes/default/dataplanes/kv-" + zone.name()));
      assertThat(answer.json().at("/networking/inbound/0/tags").path("kuma.io/zone").asString())
          .isEqualTo(zone.name());
    }
  }

  @Test
  void globalSeesTheDataplanesOfBothZones() {
    eventually(
        "Global lists all four Dataplanes",
        () ->
            http.get(api(global(), "/meshes/default/dataplanes")).json().path("total").asInt()
                >= 4);
  }

  @Test
  void globalTellsWhoIsOnlineInBothZones() {
    eventually(
        "Global tells that all are online",
        () -> {
          JsonNode all = http.get(api(global(), "/global-insight")).json();
          return all.at("/zones/controlPlanes/online").asInt() == 2
              && all.at("/zones/zoneIngresses/online").asInt() == 2
              && all.at("/dataplanes/standard/online").asInt() >= 4;
        });
    eventually(
        "Global tells what the Envoys and their certificates are",
        () -> {
          JsonNode mesh = http.get(api(global(), "/mesh-insights/default")).json();
          return mesh.at("/dpVersions/envoy").propertyNames().stream()
                  .anyMatch(version -> !version.equals("unknown"))
              && !mesh.at("/mTLS/issuedBackends").isEmpty();
        });
    eventually(
        "Global tells of the service in both zones",
        () ->
            http.get(api(global(), "/meshes/default/service-insights/kv"))
                .json()
                .path("zones")
                .valueStream()
                .map(JsonNode::asString)
                .toList()
                .equals(List.of("zone-1", "zone-2")));
    for (ZoneLayout zone : zones()) {
      eventually(
          "Global knows the settings of " + zone.name(),
          () ->
              http.get(api(global(), "/zone-insights/" + zone.name()))
                  .json()
                  .path("subscriptions")
                  .valueStream()
                  .anyMatch(each ->
                      each.path("config")
                          .asString("")
                          .contains("\"name\":\"" + zone.name() + "\"")));
    }
  }

  @Test
  void aTimeoutSetAtGlobalTakesEffectInBothZones() {
    String path = "/meshes/default/meshtimeouts/a-short";
    put(
        global(),
        path,
        """
        {"type":"MeshTimeout","mesh":"default","name":"a-short","spec":{"targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"Mesh"},"default":{"http":{"requestTimeout":"400ms"}}}]}}\
        """);
    for (ZoneLayout zone : zones()) {
      URI slow = call(zone, "kv-" + zone.name(), "/counter?delay=1500");
      eventually("a slow call times out in " + zone.name(), () -> http.get(slow).status() == 504);
    }
    delete(global(), path);
    for (ZoneLayout zone : zones()) {
      URI slow = call(zone, "kv-" + zone.name(), "/counter?delay=1500");
      eventually("the timeout is gone in " + zone.name(), () -> http.get(slow).status() == 200);
    }
  }

  @Test
  void aSplitRouteSetAtGlobalTakesEffectInBothZones() {
    String path = "/meshes/default/meshhttproutes/split";
    put(
        global(),
        path,
        """
        {"type":"MeshHTTPRoute","mesh":"default","name":"split","spec":{"targetRef":{"kind":"Mesh"},
         "to":[{"targetRef":{"kind":"MeshService","name":"kv"},"rules":[
          {"matches":[{"path":{"type":"PathPrefix","value":"/"},
             "headers":[{"type":"Exact","name":"x-to","value":"v2"}]}],
           "default":{"backendRefs":[
            {"kind":"MeshServiceSubset","name":"kv","tags":{"version":"v2"}}]}},
          {"matches":[{"path":{"type":"PathPrefix","value":"/"}}],
           "default":{"backendRefs":[
            {"kind":"MeshServiceSubset","name":"kv","tags":{"version":"v1"},"weight":1},
            {"kind":"MeshServiceSubset","name":"kv","tags":{"version":"v2"},"weight":0}]}}]}]}}\
        """);
    for (ZoneLayout zone : zones()) {
      URI kv = call(zone, "kv", "/counter");
      eventually(
          "without the header only v1 answers in " + zone.name(),
          () -> answeringZones(kv, "").equals(List.of("zone-1")));
      eventually(
          "with the header only v2 answers in " + zone.name(),
          () -> answeringZones(kv, "v2").equals(List.of("zone-2")));
    }
    delete(global(), path);
    for (ZoneLayout zone : zones()) {
      eventually(
          "both answer again in " + zone.name(),
          () ->
              answeringZones(call(zone, "kv", "/counter"), "").equals(List.of("zone-1", "zone-2")));
    }
  }

  @Test
  void aDenialSetAtGlobalTakesEffectInBothZones() {
    String path = "/meshes/default/meshtrafficpermissions/a-denial";
    put(
        global(),
        path,
        """
        {"type":"MeshTrafficPermission","mesh":"default","name":"a-denial","spec":{
         "targetRef":{"kind":"MeshService","name":"kv"},
         "from":[{"targetRef":{"kind":"MeshService","name":"demo-app"},
          "default":{"action":"Deny"}}]}}\
        """);
    for (ZoneLayout zone : zones()) {
      eventually(
          "kv refuses demo-app in " + zone.name(),
          () -> http.get(call(zone, "kv", "/counter")).status() == 403);
    }
    delete(global(), path);
    for (ZoneLayout zone : zones()) {
      eventually(
          "kv answers demo-app again in " + zone.name(),
          () -> http.get(call(zone, "kv", "/counter")).isOk());
    }
  }

  @Test
  void noRequestFailsWhileEachControlPlaneRestarts() throws InterruptedException {
    try (Traffic traffic = Traffic.start(http, allRoutes())) {
      for (String name : List.of("global", "zone-1", "zone-2")) {
        long before = traffic.answered();
        topology.controlPlane(name).stop();
        eventually("traffic goes on without " + name, () -> traffic.answered() > before + 20);
        topology.controlPlane(name).start();
        topology.awaitReady(name);
        long after = traffic.answered();
        eventually("traffic goes on with " + name, () -> traffic.answered() > after + 20);
      }
      assertThat(traffic.failures()).isEmpty();
    }
  }

  @Test
  void aControlPlaneThatIsKilledComesBackAndServes() throws InterruptedException {
    long pid = topology.controlPlane("zone-1").process().orElseThrow().pid();
    topology.controlPlane("zone-1").kill();
    assertThat(topology.controlPlane("zone-1").awaitProcessOtherThan(pid, PATIENCE)).isTrue();
    topology.awaitReady("zone-1");
    trafficFlowsWithinAndAcrossZones();
  }

  @Test
  void aNewInstanceIsReachedFromTheOtherZoneWhileGlobalIsDown() {
    Child first = topology.proxy(zone("zone-2").kv(1));
    URI call = call(zone("zone-1"), "kv-zone-2", "/version");
    topology.global().stop();
    try {
      ProxyLayout second = topology.startKv("zone-2", 2);
      // The one connection that zone-1 holds through the ingress stays with the first instance for
      // as long as that lives.
      first.stop();
      eventually(
          "zone-1 reaches the new instance",
          () -> second.name().equals(http.get(call).json().path("instance").asString("")));
      first.start();
      awaitFirstKv();
      topology.proxy(second).stop();
      topology.app(second).stop();
      eventually(
          "the instance that left is forgotten",
          () ->
              http.get(
                          api(
                              zone("zone-2").controlPlane(),
                              "/meshes/default/dataplanes/" + second.name()))
                      .status()
                  == 404);
      eventually("the first instance answers again", () -> http.get(call).isOk());
    } finally {
      first.start();
      topology.global().start();
      topology.awaitReady("global");
    }
  }

  private void awaitFirstKv() {
    URI readiness = zone("zone-2").kv(1).readiness();
    eventually("the first kv of zone-2 is ready", () -> http.get(readiness).status() == 200);
  }

  @Test
  void zonesGoOnWithoutKafkaAndCatchUpLater() throws InterruptedException {
    String path = "/meshes/default/meshtimeouts/while-kafka-was-down";
    topology.kafka().stop();
    try (Traffic traffic = Traffic.start(http, allRoutes())) {
      put(
          global(),
          path,
          """
          {"type":"MeshTimeout","mesh":"default","name":"while-kafka-was-down","spec":{
           "targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"Mesh"},
           "default":{"http":{"requestTimeout":"21s"}}}]}}\
          """);
      long before = traffic.answered();
      eventually("traffic goes on without Kafka", () -> traffic.answered() > before + 50);
      assertThat(traffic.failures()).isEmpty();
    } finally {
      topology.kafka().start();
    }
    for (ZoneLayout zone : zones()) {
      eventually(
          "the change made meanwhile reaches " + zone.name(),
          () ->
              http.get(api(zone.controlPlane(), "/meshes/default/meshtimeouts"))
                  .body()
                  .contains("while-kafka-was-down"));
    }
    delete(global(), path);
    for (ZoneLayout zone : zones()) {
      eventually(
          "and so does its end",
          () ->
              !http.get(api(zone.controlPlane(), "/meshes/default/meshtimeouts"))
                  .body()
                  .contains("while-kafka-was-down"));
    }
  }

  private List<URI> allRoutes() {
    return zones().stream()
        .flatMap(from -> zones().stream().map(to -> call(from, "kv-" + to.name(), "/counter")))
        .toList();
  }
}

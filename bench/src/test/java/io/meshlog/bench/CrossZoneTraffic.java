package io.meshlog.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.demo.Http;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.ZoneLayout;
import io.meshlog.embedded.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls of zone-1 while its own kv is away: to the other zone, there through the egress, and back;
 * by {@code kuma.io/service} and by identity. And what is outside of the mesh.
 */
abstract class CrossZoneTraffic extends RunningMesh {
  private static final String OWN_ZONE_FIRST =
      """
      {"type":"MeshLoadBalancingStrategy","mesh":"default","name":"own-zone-first","spec":{
       "targetRef":{"kind":"Mesh"},
       "to":[{"targetRef":{"kind":"MeshService","name":"kv"},"default":{
        "localityAwareness":{"crossZone":{"failover":[{"to":{"type":"Any"}}]}}}}]}}\
      """;
  private static final String STRATEGY =
      "/meshes/default/meshloadbalancingstrategies/own-zone-first";
  private static final String MULTI_ZONE = "/meshes/default/meshmultizoneservices/kv";
  private static final String SERVICE = "/meshes/default/meshservices/kv";
  private static final String OUTSIDE = "/meshes/default/meshexternalservices/outside";
  private static final String CLIENT = "/meshes/default/dataplanes/demo-app-zone-1";
  private static final String MESH = "/meshes/default";

  @Test
  void trafficFailsOverToTheOtherZoneAndComesBack() {
    ZoneLayout here = zone("zone-1");
    ProxyLayout kv = here.kv(1);
    String client = http.get(api(here.controlPlane(), CLIENT)).body();
    String mesh = http.get(api(global(), MESH)).body();
    put(global(), STRATEGY, OWN_ZONE_FIRST);
    ProxyLayout egress = topology.startEgress("zone-1");
    try {
      URI byTag = call(here, "kv", "/counter");
      URI everywhere = outbound(LoopbackPort.free());
      URI there = outbound(LoopbackPort.free());
      URI outside = outbound(LoopbackPort.free());
      putServices();
      putOutbounds(client, everywhere, there, outside);
      answers("the own kv by its tag", byTag, "zone-1");
      answers("the own kv by the name over both zones", everywhere, "zone-1");
      answers("the other zone's kv by its own name", there, "zone-2");

      topology.proxy(kv).stop();
      answers("the other zone's kv by its tag", byTag, "zone-2");
      answers("the other zone's kv by the name over both zones", everywhere, "zone-2");

      put(global(), MESH, throughEgress(mesh));
      answers("what is outside", outside, "zone-2");
      answers("the other zone's kv by its tag, through the egress", byTag, "zone-2");
      assertThat(connections(egress, "default:kv"))
          .as("connections of the egress: %s", http.get(egress.admin().resolve("/clusters")).body())
          .isPositive();

      topology.proxy(kv).start();
      answers("the own kv by its tag again", byTag, "zone-1");
      answers("the own kv by the name over both zones again", everywhere, "zone-1");
    } finally {
      topology.proxy(kv).start();
      put(global(), MESH, mesh);
      put(here.controlPlane(), CLIENT, client);
      topology.proxy(egress).stop();
      List.of(STRATEGY, MULTI_ZONE, OUTSIDE).forEach(path -> http.delete(api(global(), path)));
      zones().forEach(zone -> http.delete(api(zone.controlPlane(), SERVICE)));
    }
    answers(
        "the other zone is reached without the egress",
        call(here, "kv-zone-2", "/counter"),
        "zone-2");
    eventually(
        "both kv answer again",
        () -> answeringZones(call(here, "kv", "/counter"), "").equals(List.of("zone-1", "zone-2")));
  }

  private void answers(String who, URI call, String zone) {
    eventually(who, () -> answeringZones(call, "").equals(List.of(zone)));
  }

  private static URI outbound(int port) {
    return URI.create("http://127.0.0.1:" + port + "/counter");
  }

  /**
   * kv by identity: a MeshService in each zone, one name over both, and its app without a proxy.
   */
  private void putServices() {
    for (ZoneLayout zone : zones()) {
      put(
          zone.controlPlane(),
          SERVICE,
          """
          {"type":"MeshService","mesh":"default","name":"kv",
           "labels":{"kuma.io/origin":"zone","app":"kv"},"spec":{
           "selector":{"dataplaneTags":{"kuma.io/service":"kv"}},
           "ports":[{"name":"main","port":80,"targetPort":%d,"appProtocol":"http"}]}}\
          """
              .formatted(zone.kv(1).inboundPort()));
    }
    put(
        global(),
        MULTI_ZONE,
        """
        {"type":"MeshMultiZoneService","mesh":"default","name":"kv","spec":{
         "selector":{"meshService":{"matchLabels":{"app":"kv"}}},
         "ports":[{"port":80,"appProtocol":"http"}]}}\
        """);
    put(
        global(),
        OUTSIDE,
        """
        {"type":"MeshExternalService","mesh":"default","name":"outside","spec":{
         "match":{"type":"HostnameGenerator","port":80,"protocol":"http"},
         "endpoints":[{"address":"127.0.0.1","port":%d}]}}\
        """
            .formatted(zone("zone-2").kv(1).appPort()));
  }

  private void putOutbounds(String client, URI everywhere, URI there, URI outside) {
    ObjectNode dataplane = (ObjectNode) new Http.Answer(200, client).json();
    var outbounds = dataplane.withObject("/networking").withArray("outbound");
    outbounds.addAll(
        (ArrayNode)
            new Http.Answer(
                    200,
                    """
                    [{"port":%d,"backendRef":{"kind":"MeshMultiZoneService","name":"kv","port":80}},
                     {"port":%d,"backendRef":{"kind":"MeshService","port":80,
                      "labels":{"kuma.io/zone":"zone-2","app":"kv"}}},
                     {"port":%d,"backendRef":{"kind":"MeshExternalService","name":"outside"}}]\
                    """
                        .formatted(everywhere.getPort(), there.getPort(), outside.getPort()))
                .json());
    put(zone("zone-1").controlPlane(), CLIENT, dataplane.toString());
  }

  private static String throughEgress(String mesh) {
    ObjectNode changed = (ObjectNode) new Http.Answer(200, mesh).json();
    changed.withObject("/routing").put("zoneEgress", true);
    return changed.toString();
  }

  /** How many a proxy has opened for a cluster. */
  private int connections(ProxyLayout proxy, String cluster) {
    return http.get(proxy.admin().resolve("/clusters"))
        .body()
        .lines()
        .filter(line -> line.startsWith(cluster + "::") && line.contains("::cx_total::"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
        .sum();
  }

  /** MeshMetric: what kuma-dp gathers from its Envoy is there for Prometheus. */
  @Test
  void theMetricsOfASidecarAreScraped() {
    String path = "/meshes/default/meshmetrics/scraped";
    int port = LoopbackPort.free();
    URI metrics =
        URI.create("http://" + zone("zone-1").demoApp().address() + ":" + port + "/scraped");
    put(
        global(),
        path,
        """
        {"type":"MeshMetric","mesh":"default","name":"scraped","spec":{
         "targetRef":{"kind":"MeshService","name":"demo-app"},"default":{"backends":[
          {"type":"Prometheus","prometheus":{"port":%d,"path":"/scraped","tls":{"mode":"Disabled"}}}]}}}\
        """
            .formatted(port));
    eventually(
        "the calls to kv are counted",
        () ->
            http.get(call(zone("zone-1"), "kv", "/counter")).isOk()
                && http.get(metrics)
                    .body()
                    .lines()
                    .anyMatch(line ->
                        line.startsWith("envoy_cluster_upstream_rq_total")
                            && line.contains("\"kv\"")));
    delete(global(), path);
    eventually("nothing is scraped any more", () -> http.get(metrics).status() == 0);
    assertThat(http.get(call(zone("zone-1"), "kv", "/counter")).isOk()).isTrue();
  }

  /** MeshAccessLog over TCP, and a MeshOpenTelemetryBackend for records and metrics. */
  @Test
  void logsAndMetricsLeaveByWayOfKumaDp() throws IOException {
    String backend = "/meshes/default/meshopentelemetrybackends/main";
    String logs = "/meshes/default/meshaccesslogs/by-kuma-dp";
    String metrics = "/meshes/default/meshmetrics/by-kuma-dp";
    try (TelemetryReceiver receiver = TelemetryReceiver.start()) {
      put(
          global(),
          backend,
          """
          {"type":"MeshOpenTelemetryBackend","mesh":"default","name":"main","spec":{
           "protocol":"http","endpoint":{"address":"127.0.0.1","port":%d}}}\
          """
              .formatted(receiver.otlpPort()));
      put(
          global(),
          logs,
          """
          {"type":"MeshAccessLog","mesh":"default","name":"by-kuma-dp","spec":{
           "targetRef":{"kind":"Mesh"},"to":[{"targetRef":{"kind":"Mesh"},"default":{"backends":[
            {"type":"Tcp","tcp":{"address":"127.0.0.1:%d","format":{"type":"Plain",
             "plain":"%%KUMA_SOURCE_SERVICE%% asks %%KUMA_DESTINATION_SERVICE%%"}}},
            {"type":"OpenTelemetry","openTelemetry":{
             "backendRef":{"kind":"MeshOpenTelemetryBackend","name":"main"}}}]}}]}}\
          """
              .formatted(receiver.linesPort()));
      put(
          global(),
          metrics,
          """
          {"type":"MeshMetric","mesh":"default","name":"by-kuma-dp","spec":{
           "targetRef":{"kind":"Mesh"},"default":{"backends":[
            {"type":"OpenTelemetry","openTelemetry":{"refreshInterval":"1s",
             "backendRef":{"kind":"MeshOpenTelemetryBackend","name":"main"}}}]}}}\
          """);
      eventually(
          "a line, records and metrics arrive",
          () ->
              http.get(call(zone("zone-1"), "kv", "/counter")).isOk()
                  && receiver.seen().contains("demo-app asks kv")
                  && receiver.seen().contains("/v1/logs")
                  && receiver.seen().contains("/v1/metrics"));
    } finally {
      List.of(metrics, logs, backend).forEach(path -> http.delete(api(global(), path)));
    }
  }
}

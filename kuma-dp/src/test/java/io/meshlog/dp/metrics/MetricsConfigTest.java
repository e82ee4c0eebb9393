package io.meshlog.dp.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.dp.GoldenAnswers;
import io.meshlog.dp.metrics.MetricsConfig.Application;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a control plane says at /meshmetric. */
class MetricsConfigTest {
  private static MetricsConfig parse(String metrics) {
    return MetricsConfig.parse(
        ("{'observability':{'metrics':" + metrics + "}}").replace('\'', '"'));
  }

  @Test
  void readsAllOfIt() {
    MetricsConfig config =
        parse(
            "{'applications':[{'name':'a','path':'/m','port':8080,'address':''}],"
                + "'backends':[{'type':'Prometheus','name':null}],"
                + "'sidecar':{'includeUnused':true},"
                + "'extraLabels':{'mesh':'default','kuma.proxy_role':'sidecar'}}");
    assertThat(config.prometheus()).isTrue();
    assertThat(config.unused()).isTrue();
    assertThat(config.applications()).containsExactly(new Application("/m", "", 8080));
    assertThat(config.labels())
        .containsEntry("mesh", "default")
        .containsEntry("kuma_proxy_role", "sidecar");
    assertThat(config.shown().test("anything")).isTrue();
  }

  @Test
  void nothingForPrometheusMeansNothing() {
    assertThat(parse("{'applications':null,'backends':[{'type':'OpenTelemetry'}]}").prometheus())
        .isFalse();
  }

  @Test
  void includeIsStrongerThanExcludeThanProfiles() {
    var shown =
        parse(
                "{'sidecar':{'profiles':{'appendProfiles':[{'name':'Basic'}],"
                    + "'exclude':[{'type':'Prefix','match':'envoy_cluster'}],"
                    + "'include':[{'type':'Regex','match':'cluster_.*_rq_total$'},{'type':'Exact','match':'odd'}]}}}")
            .shown();
    assertThat(shown.test("envoy_server_live")).as("of the profile").isTrue();
    assertThat(shown.test("envoy_listener_manager_lds_version")).as("of none").isFalse();
    assertThat(shown.test("envoy_cluster_upstream_rq_time")).as("excluded").isFalse();
    assertThat(shown.test("envoy_cluster_upstream_rq_total")).as("included").isTrue();
    assertThat(shown.test("odd")).isTrue();
  }

  @Test
  void noneShowsWhatIsIncludedOnly() {
    var shown =
        parse(
                "{'sidecar':{'profiles':{'appendProfiles':[{'name':'None'}],"
                    + "'include':[{'type':'Contains','match':'live'}]}}}")
            .shown();
    assertThat(shown.test("envoy_server_live")).isTrue();
    assertThat(shown.test("envoy_server_uptime")).isFalse();
  }

  @Test
  void readsWhatTheControlPlaneSays() throws Exception {
    assertThat(GoldenAnswers.at("/meshmetric").stream().map(MetricsConfig::parse))
        .allSatisfy(config -> assertThat(config.labels()).containsKey("mesh"))
        .anySatisfy(config -> assertThat(config.prometheus()).isTrue())
        .anySatisfy(config ->
            assertThat(config.collectors())
                .contains(
                    new MetricsConfig.Collector(
                        "otel-collector.example.com-4317",
                        "/run/dp/kuma-otel-otel-collector.example.com-4317.sock",
                        Duration.ofMinutes(1))));
  }
}

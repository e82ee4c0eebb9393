package io.meshlog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StatusTest {
  private static JsonNode json(String text) {
    return SpecJson.parse(text.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'networking':{'inbound':[{'port':1}]}}|true|Online",
        "{'networking':{'inbound':[{'port':1}]}}|false|Offline",
        "{'networking':{'inbound':[{'port':1},{'port':2,'state':'NotReady','health':{}}]}}|true|Partially degraded",
        "{'networking':{'inbound':[{'port':2,'health':{'ready':false}}]}}|true|Offline",
        "{'networking':{'inbound':[{'port':2,'health':{'ready':true}}]}}|true|Online",
        "{'networking':{}}|true|Offline",
        "{'networking':{'listeners':[{'port':1,'type':'ZoneIngress'}]}}|true|Online",
        "{'networking':{'gateway':{'tags':{}}}}|true|Online",
        "{'networking':{'gateway':{'tags':{}}}}|false|Offline"
      })
  void ofADataplane(String dataplane, boolean connected, String status) {
    assertThat(ProxyStatus.of(json(dataplane), connected)).isEqualTo(status);
  }

  @Test
  void ofSubscriptions() {
    Connections seen =
        Connections.of(
            json(
                "{'subscriptions':[{'connectTime':'2026-01-01T00:00:00Z','disconnectTime':'2026-01-02T00:00:00Z',"
                    + "'status':{'total':{'responsesSent':'7'}}},{'connectTime':'2026-01-03T00:00:00Z',"
                    + "'status':{'lastUpdateTime':'2026-01-03T00:00:01Z','total':{'responsesSent':'5','responsesRejected':'1'}}}]}"));
    assertThat(seen.online()).isTrue();
    assertThat(seen.connected()).isEqualTo("2026-01-03T00:00:00Z");
    assertThat(seen.updated()).isEqualTo("2026-01-03T00:00:01Z");
    assertThat(seen.updates()).isEqualTo("12");
    assertThat(seen.errors()).isEqualTo("1");
    assertThat(Connections.of(json("{}")).online()).isFalse();
  }

  @Test
  void tagsAreGathered() {
    assertThat(
            Tags.ofDataplane(
                json(
                    "{'networking':{'inbound':[{'tags':{'kuma.io/service':'web','v':'1'}},{'tags':{'kuma.io/service':'api'}}]}}")))
        .isEqualTo("kuma.io/service=api,web v=1");
  }

  @Test
  void momentsMayBeSoLongAgo() {
    Instant now = Instant.parse("2026-01-01T12:00:00Z");
    assertThat(Moment.of("2h", now)).isEqualTo("2026-01-01T10:00:00Z");
    assertThat(Moment.of("13", now)).isEqualTo("13");
    assertThat(Moment.of("2026-01-01T00:00:00Z", now)).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(Moment.of(null, now)).isNull();
    assertThat(Moment.number("f00:1:13")).isEqualTo("13");
  }

  @Test
  void differencesAreALineEach() {
    assertThat(
            Differences.lines(
                json(
                    "[{'op':'replace','path':'/a','value':'x'},{'op':'add','path':'/b','value':1},{'op':'remove','path':'/c'}]")))
        .isEqualTo("    ~ /a: \"x\"\n    + /b: 1\n    - /c\n");
  }
}

package io.meshlog.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.cli.output.Ages;
import io.meshlog.model.json.SpecJson;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Answers in the shape of rest-and-dataplane-protocol.md 3.3 and 3.4. */
class RuleTableTest {
  private static JsonNode json(String text) {
    return SpecJson.parse(text.replace('\'', '"'));
  }

  @Test
  void showsWhatIsInForce() {
    String table =
        RuleTable.of(
            json(
                "{'rules':[{'type':'MeshTimeout','proxyRule':{'conf':{'a':1},'origin':[{'name':'p'}]},"
                    + "'toRules':[{'matchers':[{'key':'kuma.io/service','value':'web','not':true}],'conf':{'b':2},'origin':[{'name':'q'},{'name':'r'}]}],"
                    + "'toResourceRules':[{'resourceMeta':{'type':'MeshService','name':'api'},'resourceSectionName':'http','conf':{},'origin':[{'resourceMeta':{'name':'s'}}]}],"
                    + "'fromRules':[{'inbound':{'port':80},'rules':[{'matchers':[],'conf':{'c':3},'origin':[]}]}],"
                    + "'inboundRules':[{'inbound':{'port':80},'rules':[{'conf':[{'d':4}],'origin':[]}]}]}]}"));
    assertThat(table.lines().map(line -> line.replaceAll(" {3,}", "|").strip()))
        .containsExactly(
            "POLICY TYPE|WHERE|POLICIES|CONF",
            "MeshTimeout|the proxy|p|{\"a\":1}",
            "MeshTimeout|to kuma.io/service!=web|q, r|{\"b\":2}",
            "MeshTimeout|to MeshService api:http|s|{}",
            "MeshTimeout|port 80 from all|-|{\"c\":3}",
            "MeshTimeout|port 80|-|[{\"d\":4}]");
  }

  @Test
  void showsServicesMeshesZonesAndEgresses() {
    Ages ages = new Ages(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(
            InspectTables.of(
                "/meshes/m/service-insights",
                json(
                    "[{'name':'web','status':'partially_degraded','dataplanes':{'online':1,'offline':1,'total':2},'addressPort':'web.mesh:80','zones':['a','b']},{'name':'x','serviceType':'external'}]"),
                ages))
        .contains("web       internal   partially degraded   1/2          web.mesh:80   a,b")
        .contains("x         external   not available        0/0          -             -");
    assertThat(
            InspectTables.of(
                "/mesh-insights",
                json(
                    "[{'name':'m','dataplanes':{'online':1,'total':3},'services':{'total':4},'policies':{'MeshTimeout':{'total':2},'MeshRetry':{'total':1}}}]"),
                ages))
        .contains("m      1/3          4          3");
    assertThat(
            InspectTables.of(
                "/zones/_overview",
                json(
                    "[{'name':'z','zoneInsight':{'subscriptions':[{'connectTime':'2025-12-31T23:00:00Z','version':{'kumaCp':{'version':'9'}}}]},'sync':{'state':'Online','lagEvents':0}}]"),
                ages))
        .contains("z      Online   Online   1h                   0            9");
    assertThat(
            InspectTables.of(
                "/zoneegresses/_overview", json("[{'name':'e','zoneEgress':{'zone':'z'}}]"), ages))
        .contains("z      e      Offline   never");
  }

  @Test
  void showsWhoIsConcernedInBothForms() {
    assertThat(
            InspectTables.concerned(
                json(
                    "[{'mesh':'m','name':'web'},{'kind':'SidecarDataplane','dataplane':{'mesh':'m','name':'api'},'attachments':[{'type':'service','name':'x'}]}]")))
        .contains("m      web         -", "m      api         service x");
    assertThat(
            InspectTables.matched(
                json(
                    "{'items':[{'type':'dataplane','matchedPolicies':{'MeshTimeout':[{'name':'t'},{'name':'u'}]}}]}")))
        .contains("dataplane    -      -         MeshTimeout   t, u");
  }
}

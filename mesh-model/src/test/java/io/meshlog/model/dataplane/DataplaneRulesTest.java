package io.meshlog.model.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import org.junit.jupiter.api.Test;

/** What control planes add to a Dataplane; what they refuse is in its samples. */
class DataplaneRulesTest {
  private static final DataplaneRules RULES = new DataplaneRules();

  /** Single quotes stand for double ones; {@code @IN} is an inbound that is all right. */
  private static DataplaneSpec spec(String json) {
    return SpecJson.read(
        CoreTypes.DATAPLANE,
        json.replace("@IN", "{'port':80,'tags':{'kuma.io/service':'web'}}").replace('\'', '"'));
  }

  @Test
  void replacesAForeignZoneTagAndSaysSo() {
    DataplaneSpec given =
        spec(
            "{'networking':{'address':'1.1.1.1','inbound':[@IN,{'port':81,'tags':{'kuma.io/service':'w','kuma.io/zone':'other'}}]}}");
    var stamped = RULES.stamp(given, new WriteContext(Origin.zone("zone-1"), true));
    assertThat(stamped.spec().tagSets()).extracting(tags -> tags.zone()).containsOnly("zone-1");
    assertThat(stamped.warnings())
        .singleElement()
        .asString()
        .startsWith("networking.inbound[1].tags[\"kuma.io/zone\"]");
  }

  @Test
  void labelsTheKindOfProxyWhateverTheUserSays() {
    Labels lies =
        Labels.of("kuma.io/proxy-type", "gateway").with("kuma.io/listener-zoneegress", "enabled");
    assertThat(RULES.label(spec("{'networking':{'address':'1.1.1.1'}}"), lies).values())
        .containsExactly(java.util.Map.entry("kuma.io/proxy-type", "sidecar"));
  }
}

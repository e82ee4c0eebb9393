package io.meshlog.model.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import java.util.List;
import org.junit.jupiter.api.Test;

/** rest-and-dataplane-protocol.md 7.2. */
class ZoneIngressRulesTest {
  private static final ZoneIngressRules RULES = new ZoneIngressRules();

  private static ZoneIngressSpec spec(String json) {
    return SpecJson.read(CoreTypes.ZONE_INGRESS, json.replace('\'', '"'));
  }

  @Test
  void acceptsTheAdminPortOnAnotherAddress() {
    Violations violations = Violations.collector();
    RULES.validate(
        spec("{'networking':{'port':1,'address':'10.0.0.1','admin':{'port':1}}}"), violations);
    assertThat(violations.list()).isEmpty();
  }

  @Test
  void keepsWhatTheZoneDerivedAndDropsWhatTheUserSays() {
    AvailableService web = new AvailableService(Tags.of("kuma.io/service", "web"), 2, "m", false);
    ZoneIngressSpec stored = spec("{'networking':{'port':1}}").withAvailable(List.of(web));
    ZoneIngressSpec sent =
        spec(
            "{'networking':{'port':2},'availableServices':[{'tags':{'kuma.io/service':'x'},'instances':1,'mesh':'m'}]}");
    var kept = RULES.keepDerived(sent, stored);
    assertThat(kept.spec().available()).containsExactly(web);
    assertThat(kept.warnings()).hasSize(1);
    assertThat(RULES.keepDerived(stored, stored).warnings()).isEmpty();
  }

  @Test
  void standsInTheZoneThatTookTheWrite() {
    var stamped =
        RULES.stamp(
            spec("{'zone':'far','networking':{'port':1}}"),
            new WriteContext(Origin.zone("zone-1"), true));
    assertThat(stamped.spec().zone()).isEqualTo("zone-1");
    assertThat(stamped.warnings()).hasSize(1);
  }
}

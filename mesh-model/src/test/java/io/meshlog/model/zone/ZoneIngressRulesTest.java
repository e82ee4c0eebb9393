package io.meshlog.model.zone;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** rest-and-dataplane-protocol.md 7.2. */
class ZoneIngressRulesTest {
  private static final ZoneIngressRules RULES = new ZoneIngressRules();

  private static ZoneIngressSpec spec(String json) {
    return SpecJson.read(CoreTypes.ZONE_INGRESS, json.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|networking.port|port must be in the range [1, 65535]",
        "{'networking':{'port':1,'advertisedPort':70000,'advertisedAddress':'1.1.1.1'}}|networking.advertisedPort|port must be in the range [1, 65535]",
        "{'networking':{'port':1,'address':'0.0.0.0'}}|networking.address.address|must not be 0.0.0.0 or ::",
        "{'networking':{'port':1,'advertisedAddress':'x y','advertisedPort':1}}|networking.advertisedAddress.address|address has to be valid IP address or domain name",
        "{'networking':{'port':1,'advertisedPort':1}}|networking.advertisedAddress|has to be defined with advertisedPort",
        "{'networking':{'port':1,'advertisedAddress':'1.1.1.1'}}|networking.advertisedPort|has to be defined with advertisedAddress",
        "{'networking':{'port':1,'address':'127.0.0.1','admin':{'port':1}}}|networking.admin.port|must differ from port",
        "{'networking':{'port':1},'availableServices':[{'tags':{'a':'b'},'instances':1,'mesh':'m'}]}|availableService[0].tags|mandatory tag \"kuma.io/service\" is missing",
      })
  void refuses(String json, String field, String reason) {
    Violations violations = Violations.collector();
    RULES.validate(spec(json), violations);
    assertThat(violations.list()).containsExactly(new Violation(field, reason));
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

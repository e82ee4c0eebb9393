package io.meshlog.api.config;

import io.meshlog.model.zone.ZoneRules;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_MULTIZONE_ZONE_*}.
 *
 * @param globalAddress Kuma's way to say that the zone is federated; here it needs Kafka
 * @param disableOriginLabelValidation whether resources may say any origin
 */
@ConfigurationProperties("kuma.multizone.zone")
public record ZoneProperties(
    @DefaultValue("default") String name,
    @Nullable String globalAddress,
    @DefaultValue("false") boolean disableOriginLabelValidation) {

  public ZoneProperties {
    if (!ZoneRules.nameIsValid(name)) {
      throw new SettingProblem(
          "kuma.multizone.zone.name",
          "'" + name + "' is not 1 to 63 lowercase letters, digits or '-'");
    }
  }

  /** Whether a Kuma setting asks for a federation, which the app must then be able to join. */
  public boolean asksForFederation() {
    return globalAddress != null && !globalAddress.isBlank();
  }
}

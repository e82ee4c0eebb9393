package io.meshlog.api.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.api.auth.AccessRules;
import io.meshlog.api.auth.AccessRules.Allowed;
import io.meshlog.api.auth.ApiUser;
import io.meshlog.api.auth.Right;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Who may do what is not open to everybody: {@code KUMA_ACCESS_*}.
 *
 * @param type only {@code static}
 */
@ConfigurationProperties("kuma.access")
public record AccessProperties(
    @DefaultValue("static") String type,
    @Name("static") @JsonProperty("static") @DefaultValue Lists lists) {
  public AccessProperties {
    if (!type.equals("static")) {
      throw new SettingProblem("kuma.access.type", "'" + type + "' is not supported: static");
    }
  }

  /** Of each action, who may. */
  public record Lists(
      @DefaultValue Admins adminResources,
      @DefaultValue Admins generateDpToken,
      @DefaultValue Admins generateUserToken,
      @DefaultValue Admins generateZoneToken,
      @JsonProperty("viewConfigDump") @DefaultValue Everybody getConfigDump,
      @DefaultValue Everybody viewStats,
      @DefaultValue Everybody viewClusters,
      @DefaultValue Everybody controlPlaneMetadata) {}

  /** Admins, unless the setting names others. */
  public record Admins(
      @DefaultValue(ApiUser.ADMIN_NAME) List<String> users,
      @DefaultValue(ApiUser.ADMIN_GROUP) List<String> groups) {
    Allowed allowed() {
      return new Allowed(Set.copyOf(users), Set.copyOf(groups));
    }
  }

  /** Everybody, unless the setting names others. */
  public record Everybody(
      @DefaultValue List<String> users,
      @DefaultValue({ApiUser.UNAUTHENTICATED, ApiUser.AUTHENTICATED}) List<String> groups) {
    Allowed allowed() {
      return new Allowed(Set.copyOf(users), Set.copyOf(groups));
    }
  }

  AccessRules rules() {
    Map<Right, Allowed> rules = new EnumMap<>(Right.class);
    rules.put(Right.ADMIN_RESOURCES, lists.adminResources().allowed());
    rules.put(Right.GENERATE_DATAPLANE_TOKEN, lists.generateDpToken().allowed());
    rules.put(Right.GENERATE_USER_TOKEN, lists.generateUserToken().allowed());
    rules.put(Right.GENERATE_ZONE_TOKEN, lists.generateZoneToken().allowed());
    rules.put(Right.VIEW_CONFIG_DUMP, lists.getConfigDump().allowed());
    rules.put(Right.VIEW_STATS, lists.viewStats().allowed());
    rules.put(Right.VIEW_CLUSTERS, lists.viewClusters().allowed());
    rules.put(Right.CONTROL_PLANE_METADATA, lists.controlPlaneMetadata().allowed());
    return new AccessRules(rules);
  }
}

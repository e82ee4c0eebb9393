package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The port that proxies dial, {@code KUMA_DP_SERVER_*}.
 *
 * @param port 0 takes a free one
 */
@ConfigurationProperties("kuma.dp-server")
public record DpServerProperties(@DefaultValue("5678") int port, @DefaultValue Authn authn) {
  public DpServerProperties {
    if (port < 0 || port > 65535) {
      throw new SettingProblem("kuma.dp-server.port", port + " is no port");
    }
  }

  public record Authn(@DefaultValue DpProxy dpProxy, @DefaultValue ZoneProxy zoneProxy) {}

  /**
   * @param type {@code dpToken}, or {@code none}: whoever reaches the port is believed
   */
  public record DpProxy(@DefaultValue("dpToken") String type) {
    public DpProxy {
      oneOf("kuma.dp-server.authn.dp-proxy.type", type, "dpToken");
    }
  }

  /**
   * @param type {@code zoneToken} or {@code none}
   */
  public record ZoneProxy(@DefaultValue("zoneToken") String type) {
    public ZoneProxy {
      oneOf("kuma.dp-server.authn.zone-proxy.type", type, "zoneToken");
    }
  }

  private static void oneOf(String property, String type, String kind) {
    if (!type.equals(kind) && !type.equals("none")) {
      throw new SettingProblem(property, "'" + type + "' is none of " + kind + ", none");
    }
  }
}

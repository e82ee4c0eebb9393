package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.zone.health.ProbeSettings;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * The port that proxies dial, {@code KUMA_DP_SERVER_*}.
 *
 * @param port 0 takes a free one
 */
@ConfigurationProperties("kuma.dp-server")
public record DpServerProperties(
    @DefaultValue("5678") int port, @DefaultValue Authn authn, @DefaultValue Hds hds) {
  public DpServerProperties {
    if (port < 0 || port > 65535) {
      throw new SettingProblem("kuma.dp-server.port", port + " is no port");
    }
  }

  /**
   * @param enableReloadableTokens whether Envoy reads its token from a file, where its kuma-dp
   *     names one
   */
  public record Authn(
      @DefaultValue DpProxy dpProxy,
      @DefaultValue ZoneProxy zoneProxy,
      @DefaultValue("false") boolean enableReloadableTokens) {}

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

  /**
   * Probes of applications by their sidecars.
   *
   * @param enabled whether there are any
   * @param interval at which a sidecar reports
   * @param checkDefaults where a {@code serviceProbe} does not say
   */
  public record Hds(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("5s") Duration interval,
      @Name("check") @DefaultValue Check checkDefaults) {
    public Hds {
      positive("interval", interval.toMillis());
    }

    Optional<ProbeSettings> probes() {
      return enabled
          ? Optional.of(
              new ProbeSettings(
                  interval,
                  checkDefaults.timeout(),
                  checkDefaults.interval(),
                  checkDefaults.noTrafficInterval(),
                  checkDefaults.healthyThreshold(),
                  checkDefaults.unhealthyThreshold()))
          : Optional.empty();
    }
  }

  public record Check(
      @DefaultValue("2s") Duration timeout,
      @DefaultValue("1s") Duration interval,
      @DefaultValue("1s") Duration noTrafficInterval,
      @DefaultValue("1") int healthyThreshold,
      @DefaultValue("1") int unhealthyThreshold) {
    public Check {
      positive("check.timeout", timeout.toMillis());
      positive("check.interval", interval.toMillis());
      positive("check.no-traffic-interval", noTrafficInterval.toMillis());
      positive("check.healthy-threshold", healthyThreshold);
      positive("check.unhealthy-threshold", unhealthyThreshold);
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new SettingProblem("kuma.dp-server.hds." + name, "must be positive");
    }
  }

  private static void oneOf(String property, String type, String kind) {
    if (!type.equals(kind) && !type.equals("none")) {
      throw new SettingProblem(property, "'" + type + "' is none of " + kind + ", none");
    }
  }
}

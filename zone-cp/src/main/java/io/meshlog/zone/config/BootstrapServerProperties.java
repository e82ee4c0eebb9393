package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What goes into every proxy's bootstrap, {@code KUMA_BOOTSTRAP_SERVER_*}. */
@ConfigurationProperties("kuma.bootstrap-server")
public record BootstrapServerProperties(@DefaultValue Params params) {
  private static final String PREFIX = "kuma.bootstrap-server.params.";

  /**
   * @param adminAddress of Envoy's admin
   * @param adminPort where the Dataplane names none; 0: no admin
   * @param adminAccessLogPath of Envoy's admin
   * @param envoyAdminUnixSocket admin on a socket in the proxy's working folder instead of a port
   * @param xdsHost what proxies dial; empty: what they dialled for the bootstrap
   * @param xdsPort 0: the dataplane server's
   * @param xdsConnectTimeout of the proxy to the control plane
   */
  public record Params(
      @DefaultValue("127.0.0.1") String adminAddress,
      @DefaultValue("9901") int adminPort,
      @DefaultValue("/dev/null") String adminAccessLogPath,
      @DefaultValue("true") boolean envoyAdminUnixSocket,
      @DefaultValue("") String xdsHost,
      @DefaultValue("0") int xdsPort,
      @DefaultValue("1s") Duration xdsConnectTimeout) {
    public Params {
      port("admin-port", adminPort);
      port("xds-port", xdsPort);
      if (!xdsConnectTimeout.isPositive()) {
        throw new SettingProblem(PREFIX + "xds-connect-timeout", "must be positive");
      }
    }

    private static void port(String name, int port) {
      if (port < 0 || port > 65535) {
        throw new SettingProblem(PREFIX + name, port + " is no port");
      }
    }
  }
}

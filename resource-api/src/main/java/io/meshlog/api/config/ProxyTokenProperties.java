package io.meshlog.api.config;

import io.meshlog.api.token.ValidationKeys.Fixed;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Tokens of proxies, made and checked: {@code KUMA_DP_SERVER_AUTHN_*}. */
@ConfigurationProperties("kuma.dp-server.authn")
public record ProxyTokenProperties(
    @DefaultValue DpProxy dpProxy, @DefaultValue ZoneProxy zoneProxy) {
  private static final String PREFIX = "kuma.dp-server.authn.";

  public record DpProxy(@DefaultValue ProxyToken dpToken) {}

  public record ZoneProxy(@DefaultValue ProxyToken zoneToken) {}

  /**
   * @param enableIssuer whether this control plane makes such tokens
   */
  public record ProxyToken(
      @DefaultValue("true") boolean enableIssuer, @DefaultValue TokenValidator validator) {}

  Fixed ofDataplanes() {
    return dpProxy.dpToken().validator().fixed(PREFIX + "dp-proxy.dp-token.validator", true);
  }

  Fixed ofZones() {
    return zoneProxy
        .zoneToken()
        .validator()
        .fixed(PREFIX + "zone-proxy.zone-token.validator", false);
  }
}

package io.meshlog.api.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Whether this control plane makes tokens of proxies: {@code KUMA_DP_SERVER_AUTHN_*}. */
@ConfigurationProperties("kuma.dp-server.authn")
public record IssuerProperties(@DefaultValue DpProxy dpProxy, @DefaultValue ZoneProxy zoneProxy) {

  public record DpProxy(@DefaultValue Issuer dpToken) {}

  public record ZoneProxy(@DefaultValue Issuer zoneToken) {}

  public record Issuer(@DefaultValue("true") boolean enableIssuer) {}
}

package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.model.naming.AddressRange;
import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.naming.TagNaming;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.xds.state.VirtualNaming;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code KUMA_DNS_SERVER_*}: names and virtual addresses of what goes by tags.
 *
 * @param domain of the names of services
 * @param cidr of the addresses
 * @param serviceVipEnabled whether each {@code kuma.io/service} has a name and an address
 * @param serviceVipPort at which it is called there
 */
@ConfigurationProperties("kuma.dns-server")
public record DnsServerProperties(
    @DefaultValue("mesh") String domain,
    @DefaultValue("240.0.0.0/4") String cidr,
    @DefaultValue("true") boolean serviceVipEnabled,
    @DefaultValue("80") int serviceVipPort) {
  private static final int MAX_PORT = 65535;

  public DnsServerProperties {
    if (!AddressRules.subdomain(domain)) {
      throw new SettingProblem(
          "kuma.dns-server.domain", "'" + domain + "' is no lower-case DNS name");
    }
    range(cidr);
    if (serviceVipPort < 1 || serviceVipPort > MAX_PORT) {
      throw new SettingProblem("kuma.dns-server.service-vip-port", serviceVipPort + " is no port");
    }
  }

  private static AddressRange range(String cidr) {
    try {
      return AddressRange.parse(cidr);
    } catch (IllegalArgumentException e) {
      throw new SettingProblem("kuma.dns-server.cidr", String.valueOf(e.getMessage()));
    }
  }

  /** Beside these addresses of services by identity. */
  VirtualNaming naming(AddressRanges ranges) {
    AddressRange range = range(cidr);
    if (ranges.cover(range)) {
      throw new SettingProblem("kuma.dns-server.cidr", "services by identity have all of " + range);
    }
    return new VirtualNaming(
        new TagNaming(domain, range, serviceVipEnabled, serviceVipPort), ranges);
  }
}

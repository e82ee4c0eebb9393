package io.meshlog.zone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.naming.AddressRanges;
import io.meshlog.xds.state.VirtualNaming;
import org.junit.jupiter.api.Test;

class DnsServerPropertiesTest {
  private static final String CIDR = "240.0.0.0/4";

  @Test
  void whatIsNotSetIsAsInKuma() {
    assertThat(new DnsServerProperties("mesh", CIDR, true, 80).naming(AddressRanges.DEFAULT))
        .isEqualTo(VirtualNaming.DEFAULT);
  }

  @Test
  void aSettingThatMakesNoNamesIsRefusedByItsName() {
    assertThatThrownBy(() -> new DnsServerProperties(".mesh", CIDR, true, 80))
        .hasMessage("KUMA_DNS_SERVER_DOMAIN: '.mesh' is no lower-case DNS name");
    assertThatThrownBy(() -> new DnsServerProperties("mesh", "240.0.0.1/4", true, 80))
        .hasMessage("KUMA_DNS_SERVER_CIDR: '240.0.0.1/4' names a host: its network is 240.0.0.0/4");
    assertThatThrownBy(() -> new DnsServerProperties("mesh", CIDR, true, 0))
        .hasMessage("KUMA_DNS_SERVER_SERVICE_VIP_PORT: 0 is no port");
    assertThatThrownBy(() ->
            new DnsServerProperties("mesh", "242.0.0.0/8", true, 80).naming(AddressRanges.DEFAULT))
        .hasMessage("KUMA_DNS_SERVER_CIDR: services by identity have all of 242.0.0.0/8");
  }
}

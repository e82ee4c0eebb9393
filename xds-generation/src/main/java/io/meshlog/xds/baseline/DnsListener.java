package io.meshlog.xds.baseline;

import com.google.protobuf.BoolValue;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import io.envoyproxy.envoy.data.dns.v3.DnsTable;
import io.envoyproxy.envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.List;
import java.util.Optional;

/**
 * Envoy's own answers to questions for names, for a kuma-dp without a DNS server of its own
 * (xds-generation.md 3.6). What it does not know it says it does not know: whoever asks it goes on
 * to ask others.
 */
public final class DnsListener {
  public static final String ORIGIN = "dns";

  private static final String FILTER = "envoy.filters.udp.dns_filter";
  private static final String STATS = "kuma_dns";

  private DnsListener() {}

  public static Optional<Listener> of(ProxyDraft draft) {
    ProxyFacts facts = draft.facts();
    if (!MeshDns.wanted(draft) || facts.has(ProxyFacts.EMBEDDED_DNS) || facts.dnsPort() == 0) {
      return Optional.empty();
    }
    DnsTable.Builder table = DnsTable.newBuilder();
    draft
        .hostnames()
        .forEach((name, address) -> {
          DnsTable.DnsVirtualDomain.Builder domain =
              table
                  .addVirtualDomainsBuilder()
                  .setName(name)
                  .setAnswerTtl(Values.seconds(MeshDns.TTL_S));
          List<String> addresses = MeshDns.addresses(draft, address);
          domain.getEndpointBuilder().getAddressListBuilder().addAllAddress(addresses);
        });
    DnsFilterConfig.Builder filter = DnsFilterConfig.newBuilder().setStatPrefix(STATS);
    filter.getServerConfigBuilder().setInlineDnsTable(table);
    SocketAddress.Builder address =
        SocketAddress.newBuilder()
            .setProtocol(SocketAddress.Protocol.UDP)
            .setAddress("127.0.0.1")
            .setPortValue(facts.dnsPort());
    return Optional.of(
        Listener.newBuilder()
            .setName(facts.has(ProxyFacts.UNIFIED_NAMING) ? Names.UNIFIED_DNS : Names.DNS)
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(Address.newBuilder().setSocketAddress(address))
            .setEnableReusePort(BoolValue.of(true))
            .addListenerFilters(
                ListenerFilter.newBuilder()
                    .setName(FILTER)
                    .setTypedConfig(XdsResource.pack(filter.build())))
            .build());
  }
}

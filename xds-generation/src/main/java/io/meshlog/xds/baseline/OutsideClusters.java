package io.meshlog.xds.baseline;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.draft.ClusterDraft;
import io.meshlog.xds.secrets.Certificates;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Clusters of ExternalServices, whose endpoints stand in them (xds-generation.md 3.3). */
public final class OutsideClusters {
  private OutsideClusters() {}

  /**
   * @param more tags of each endpoint beside its own
   */
  public static void fill(
      ClusterDraft draft,
      List<Resource<ExternalServiceSpec>> services,
      Tags more,
      Certificates certificates) {
    ClusterLoadAssignment.Builder assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(draft.name());
    LocalityLbEndpoints.Builder all = assignment.addEndpointsBuilder();
    boolean names = false;
    for (Resource<ExternalServiceSpec> service : services) {
      var tls = OutsideTls.of(service);
      if (tls.isPresent() && !tls.get().complete(certificates)) {
        continue;
      }
      HostAndPort place = HostAndPort.of(service);
      names |= !AddressRules.ip(place.host());
      Map<String, String> tags =
          new TreeMap<>(service.spec().tags().without(Tags.SERVICE).values());
      tags.putAll(more.values());
      tls.ifPresent(how -> {
        tags.put(OutsideTls.NAME_TAG, service.displayName());
        draft.cluster().addTransportSocketMatches(how.socket(place.host(), tags));
      });
      all.addLbEndpoints(endpoint(place, tags));
    }
    draft
        .cluster()
        .setType(names ? Cluster.DiscoveryType.STRICT_DNS : Cluster.DiscoveryType.STATIC)
        .setConnectTimeout(Values.seconds(5))
        .setLoadAssignment(assignment);
    if (names) {
      draft.cluster().setDnsLookupFamily(Cluster.DnsLookupFamily.V4_ONLY);
    }
    Outbounds.speaks(draft);
    draft.outside();
  }

  private record HostAndPort(String host, int port) {
    static HostAndPort of(Resource<ExternalServiceSpec> service) {
      var net = service.spec().networking();
      String address = net == null || net.address() == null ? "" : net.address();
      int colon = address.lastIndexOf(':');
      String host = colon < 0 ? address : address.substring(0, colon);
      return new HostAndPort(
          host.replaceAll("[\\[\\]]", ""),
          colon < 0 ? 0 : Integer.parseInt(address.substring(colon + 1)));
    }
  }

  private static LbEndpoint endpoint(HostAndPort place, Map<String, String> tags) {
    Struct.Builder all = Struct.newBuilder();
    tags.forEach(
        (key, value) -> all.putFields(key, Value.newBuilder().setStringValue(value).build()));
    LbEndpoint.Builder endpoint =
        LbEndpoint.newBuilder()
            .setMetadata(
                Metadata.newBuilder()
                    .putFilterMetadata("envoy.lb", all.build())
                    .putFilterMetadata("envoy.transport_socket_match", all.build()));
    endpoint.getEndpointBuilder().setAddress(Values.socket(place.host(), place.port()));
    return endpoint.build();
  }
}

package io.meshlog.xds.baseline;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.CidrRange;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.InternalAddressConfig;
import io.meshlog.model.resource.Tags;
import java.util.List;

/** Small messages that listeners and clusters are full of. */
public final class Values {
  private static final List<CidrRange> INTERNAL_V4 =
      List.of(
          cidr("10.0.0.0", 8),
          cidr("192.168.0.0", 16),
          cidr("172.16.0.0", 12),
          cidr("127.0.0.1", 32));
  private static final List<CidrRange> INTERNAL =
      List.of(
          cidr("10.0.0.0", 8),
          cidr("192.168.0.0", 16),
          cidr("172.16.0.0", 12),
          cidr("fc00::", 7),
          cidr("fd00::", 8),
          cidr("127.0.0.1", 32),
          cidr("::1", 128));

  private Values() {}

  public static Duration seconds(long seconds) {
    return Duration.newBuilder().setSeconds(seconds).build();
  }

  public static Address socket(String ip, int port) {
    Address.Builder address = Address.newBuilder();
    address.getSocketAddressBuilder().setAddress(ip).setPortValue(port);
    return address.build();
  }

  /** The tags of a listener, where kuma-dp and stats look for them. */
  static Metadata tags(Tags tags) {
    Struct.Builder struct = Struct.newBuilder();
    tags.values()
        .forEach((key, value) ->
            struct.putFields(key, Value.newBuilder().setStringValue(value).build()));
    return Metadata.newBuilder().putFilterMetadata("io.kuma.tags", struct.build()).build();
  }

  /** Whose forwarded headers are believed (xds-generation.md 2.4). */
  public static InternalAddressConfig internalAddresses(boolean ipv6) {
    return InternalAddressConfig.newBuilder()
        .addAllCidrRanges(ipv6 ? INTERNAL : INTERNAL_V4)
        .build();
  }

  public static CidrRange cidr(String prefix, int length) {
    return CidrRange.newBuilder()
        .setAddressPrefix(prefix)
        .setPrefixLen(UInt32Value.of(length))
        .build();
  }
}

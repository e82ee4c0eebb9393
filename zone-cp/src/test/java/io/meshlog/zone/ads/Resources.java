package io.meshlog.zone.ads;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds targets whose resources say nothing but their name and version. */
final class Resources {
  private final Map<XdsType, SortedMap<String, XdsResource>> byType = new EnumMap<>(XdsType.class);

  Resources with(XdsType type, String name, String version) {
    Any value =
        Any.newBuilder()
            .setTypeUrl(type.typeUrl())
            .setValue(ByteString.copyFromUtf8(name + '@' + version))
            .build();
    byType
        .computeIfAbsent(type, _ -> new TreeMap<>())
        .put(name, new XdsResource(name, version, value));
    return this;
  }

  /** A cluster with endpoints and a listener that refers to it. */
  Resources service(String name, String version) {
    return with(XdsType.CLUSTER, name, version)
        .with(XdsType.ENDPOINT, name, version)
        .with(XdsType.LISTENER, name, version);
  }

  Target at(long pos) {
    return new Target(pos, byType);
  }

  static Resources none() {
    return new Resources();
  }
}

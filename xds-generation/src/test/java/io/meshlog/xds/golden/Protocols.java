package io.meshlog.xds.golden;

import io.meshlog.model.resource.Tags;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether the policies of a case change something for HTTP, for TCP. */
final class Protocols {
  private Protocols() {}

  static Set<String> changed(Ablation without) {
    Map<String, String> services = new HashMap<>();
    without
        .golden()
        .image()
        .all(CoreTypes.DATAPLANE)
        .flatMap(dataplane -> dataplane.spec().net().inbounds().stream())
        .forEach(inbound -> {
          boolean http = "http".equals(inbound.tags().get(Tags.PROTOCOL));
          services.put(inbound.tags().service(), http ? "http" : "tcp");
          services.put("localhost:" + inbound.servicePort(), http ? "http" : "tcp");
        });
    Set<String> changed = new HashSet<>();
    ProxyConfig with = without.config();
    ProxyConfig bare = without.bare();
    for (XdsType type : XdsType.values()) {
      for (Map.Entry<String, XdsResource> each : with.of(type).entrySet()) {
        XdsResource before = bare.of(type).get(each.getKey());
        if (before == null || !before.version().equals(each.getValue().version())) {
          changed.add(
              type == XdsType.LISTENER
                  ? spoken(each.getValue())
                  : services.getOrDefault(each.getKey(), ""));
        }
      }
    }
    return changed;
  }

  private static String spoken(XdsResource listener) {
    String json = ProtoJson.print(listener);
    if (json.contains("HttpConnectionManager")) {
      return "http";
    }
    return json.contains("TcpProxy") ? "tcp" : "";
  }
}

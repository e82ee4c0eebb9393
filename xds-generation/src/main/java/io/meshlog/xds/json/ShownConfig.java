package io.meshlog.xds.json;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.json.EnvoyJson.Unreadable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A proxy's config for people: by type URL and name, as Kuma's {@code _config} shows it. Private
 * keys and whatever else Envoy marks as sensitive are not in it.
 */
public final class ShownConfig {
  private ShownConfig() {}

  /** Types without resources are left out. */
  public static ObjectNode of(ProxyConfig config) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    for (XdsType type : XdsType.values()) {
      if (!config.of(type).isEmpty()) {
        ObjectNode named = root.putObject(type.typeUrl());
        config.of(type).forEach((name, resource) -> named.set(name, of(resource)));
      }
    }
    return root;
  }

  private static JsonNode of(XdsResource resource) {
    try {
      return Redaction.ofText(EnvoyJson.print(Redaction.of(message(resource.value()))));
    } catch (Unreadable | InvalidProtocolBufferException e) {
      return SpecJson.plain().createObjectNode().put("unreadable", String.valueOf(e.getMessage()));
    }
  }

  private static Message message(Any any) throws InvalidProtocolBufferException {
    return EnvoyJson.unpack(any)
        .orElseThrow(
            () -> new InvalidProtocolBufferException("not known here: " + any.getTypeUrl()));
  }
}

package io.meshlog.xds.policy.meshaccesslog;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The body of a log record: a string, or OTLP's AnyValue as JSON. Anything else is its text, and so
 * are numbers: Envoy takes strings, lists and maps only, and refuses the whole listener otherwise.
 */
final class LogBody {
  private LogBody() {}

  static AnyValue of(JsonNode body, Placeholders placeholders) {
    if (body.isString()) {
      return text(body.asString(), placeholders);
    }
    if (body.isObject() && body.size() == 1) {
      Map.Entry<String, JsonNode> only = body.properties().iterator().next();
      JsonNode value = only.getValue();
      switch (only.getKey()) {
        case "stringValue", "boolValue", "intValue", "doubleValue" -> {
          return text(value.asString(), placeholders);
        }
        case "arrayValue" -> {
          ArrayValue.Builder array = ArrayValue.newBuilder();
          value.path("values").forEach(item -> array.addValues(of(item, placeholders)));
          return AnyValue.newBuilder().setArrayValue(array).build();
        }
        case "kvlistValue" -> {
          return AnyValue.newBuilder().setKvlistValue(list(value, placeholders)).build();
        }
        default -> {}
      }
    }
    return text(body.toString(), placeholders);
  }

  private static KeyValueList list(JsonNode value, Placeholders placeholders) {
    KeyValueList.Builder list = KeyValueList.newBuilder();
    value
        .path("values")
        .forEach(item ->
            list.addValues(
                KeyValue.newBuilder()
                    .setKey(item.path("key").asString(""))
                    .setValue(of(item.path("value"), placeholders))));
    return list.build();
  }

  private static AnyValue text(String text, Placeholders placeholders) {
    return AnyValue.newBuilder().setStringValue(placeholders.in(text)).build();
  }
}

package io.meshlog.store.transfer;

import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The attributes of a line, by name; what is not as it must be is refused with its name. */
record Attributes(JsonNode node) {

  Optional<String> optional(String name) {
    JsonNode value = node.path(name);
    return value.isValueNode() && !value.isNull()
        ? Optional.of(value.asString())
        : Optional.empty();
  }

  String text(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalArgumentException("attribute " + name + " is missing"));
  }

  long number(String name) {
    String text = text(name);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("attribute " + name + " is no number: " + text, e);
    }
  }

  byte[] hex(String name) {
    String text = text(name);
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("attribute " + name + " is not hexadecimal: " + text, e);
    }
  }
}

package io.meshlog.xds.json;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.UnknownFieldSet;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.meshlog.xds.XdsResource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import udpa.annotations.Sensitive;

/**
 * Takes secrets out of messages: fields that Envoy's API marks as sensitive, at any depth and in
 * whatever is packed; what cannot be looked into is left out whole. As a second guard, text that
 * holds a private key, in PEM or in its base64.
 */
final class Redaction {
  private static final String MARK = "[redacted]";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String BEGIN = base64("-----BEGIN ");

  private Redaction() {}

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  static Message of(Message message) {
    if (message instanceof Any any) {
      return ofPacked(any);
    }
    Message.Builder builder = message.toBuilder();
    builder.setUnknownFields(UnknownFieldSet.getDefaultInstance());
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (field.getOptions().getExtension(Sensitive.sensitive)) {
        hide(builder, field);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        if (field.isRepeated()) {
          builder.clearField(field);
          ((List<?>) entry.getValue())
              .forEach(item -> builder.addRepeatedField(field, of((Message) item)));
        } else {
          builder.setField(field, of((Message) entry.getValue()));
        }
      }
    }
    return builder.build();
  }

  private static Message ofPacked(Any any) {
    if (any.getTypeUrl().isEmpty()) {
      return any;
    }
    return EnvoyJson.unpack(any)
        .map(inner -> XdsResource.pack(of(inner)))
        .orElseGet(() -> XdsResource.pack(StringValue.of("not known here: " + any.getTypeUrl())));
  }

  private static void hide(Message.Builder builder, FieldDescriptor field) {
    builder.clearField(field);
    if (field.isRepeated()) {
      return;
    }
    switch (field.getJavaType()) {
      case STRING -> builder.setField(field, MARK);
      case BYTE_STRING -> builder.setField(field, ByteString.copyFromUtf8(MARK));
      case MESSAGE -> {
        if (field.getMessageType().equals(DataSource.getDescriptor())) {
          builder.setField(field, DataSource.newBuilder().setInlineString(MARK).build());
        }
      }
      default -> {}
    }
  }

  /** Changes the tree and returns it. */
  static JsonNode ofText(JsonNode tree) {
    if (tree.isString()) {
      return holdsKey(tree.stringValue()) ? JsonNodeFactory.instance.stringNode(MARK) : tree;
    }
    if (tree instanceof ObjectNode object) {
      object.propertyNames().stream()
          .toList()
          .forEach(name -> object.set(name, ofText(object.get(name))));
    } else if (tree instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, ofText(array.get(i)));
      }
    }
    return tree;
  }

  private static boolean holdsKey(String text) {
    if (text.contains(PRIVATE)) {
      return true;
    }
    if (!text.startsWith(BEGIN.substring(0, 12))) {
      return false;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      return new String(decoded, StandardCharsets.ISO_8859_1).contains(PRIVATE);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

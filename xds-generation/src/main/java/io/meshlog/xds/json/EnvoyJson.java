package io.meshlog.xds.json;

import com.google.protobuf.Any;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.meshlog.model.json.SpecJson;
import io.meshlog.xds.XdsResource;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Envoy's messages from YAML, and from and to JSON, with whatever they pack. Messages that cannot
 * be told in JSON without loss (types or fields the API we compile against lacks) travel as bytes.
 */
public final class EnvoyJson {
  private static final String PREFIX = "type.googleapis.com/";
  private static final YAMLMapper YAML = new YAMLMapper();

  /** Why a text is no such message, for people. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String why) {
      super(why);
    }
  }

  private EnvoyJson() {}

  /** An unchanged message of a type by its name; empty for a type that is not known here. */
  public static Optional<Message> prototype(String typeUrl) {
    String name = typeUrl.substring(typeUrl.lastIndexOf('/') + 1);
    String javaName;
    if (name.startsWith("envoy.")) {
      javaName = "io.envoyproxy." + name;
    } else if (name.startsWith("xds.")) {
      javaName = "com.github." + name;
    } else if (name.startsWith("udpa.")) {
      javaName = "com.github.udpa." + name;
    } else if (name.startsWith("google.protobuf.")) {
      javaName = "com." + name;
    } else {
      return Optional.empty();
    }
    try {
      Class<?> type = Class.forName(javaName, false, EnvoyJson.class.getClassLoader());
      return Message.class.isAssignableFrom(type)
          ? Optional.of((Message) type.getMethod("getDefaultInstance").invoke(null))
          : Optional.empty();
    } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException e) {
      return Optional.empty();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is packed; empty for a type that is not known here. */
  public static Optional<Message> unpack(Any any) {
    return prototype(any.getTypeUrl())
        .flatMap(prototype -> {
          try {
            return Optional.of(prototype.getParserForType().parseFrom(any.getValue()));
          } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
          }
        });
  }

  public static <M extends Message> M parseYaml(String yaml, M prototype) throws Unreadable {
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (!tree.isObject()) {
        throw new Unreadable("not an object");
      }
      return parse(tree, prototype);
    } catch (JacksonException e) {
      throw new Unreadable(e.getOriginalMessage());
    }
  }

  public static <M extends Message> M parse(JsonNode tree, M prototype) throws Unreadable {
    Map<String, Descriptor> types = new HashMap<>();
    named(tree, types);
    Message.Builder builder = prototype.newBuilderForType();
    try {
      JsonFormat.parser().usingTypeRegistry(registry(types)).merge(tree.toString(), builder);
      @SuppressWarnings("unchecked")
      M message = (M) hidden(builder.build(), false);
      return message;
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new Unreadable(String.valueOf(e.getMessage()));
    }
  }

  public static JsonNode print(Message message) throws Unreadable {
    Map<String, Descriptor> types = new HashMap<>();
    Message open = hidden(message, true);
    packed(open, types);
    try {
      return SpecJson.parse(JsonFormat.printer().usingTypeRegistry(registry(types)).print(open));
    } catch (InvalidProtocolBufferException e) {
      throw new Unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static TypeRegistry registry(Map<String, Descriptor> types) {
    return TypeRegistry.newBuilder().add(BytesValue.getDescriptor()).add(types.values()).build();
  }

  /** The types that JSON names. */
  private static void named(JsonNode tree, Map<String, Descriptor> types) {
    if (tree.path("@type").isString()) {
      know(tree.path("@type").asString(), types);
    }
    tree.forEach(child -> named(child, types));
  }

  /** The types that a message packs, at any depth. */
  private static void packed(Message message, Map<String, Descriptor> types) {
    if (message instanceof Any any) {
      know(any.getTypeUrl(), types);
      unpack(any).ifPresent(inner -> packed(inner, types));
      return;
    }
    for (Object value : message.getAllFields().values()) {
      for (Object item : value instanceof List<?> list ? list : List.of(value)) {
        if (item instanceof Message inner) {
          packed(inner, types);
        }
      }
    }
  }

  private static void know(String typeUrl, Map<String, Descriptor> types) {
    prototype(typeUrl).ifPresent(known -> types.put(typeUrl, known.getDescriptorForType()));
  }

  /**
   * Replaces what cannot be told in JSON by its bytes, or puts it back. Envoy itself packs no bare
   * bytes, so what is found on the way back is ours.
   */
  private static Message hidden(Message message, boolean hide) {
    if (message instanceof Any any) {
      return hide ? hide(any) : show(any);
    }
    Message.Builder builder = message.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        continue;
      }
      if (field.getKey().isRepeated()) {
        List<?> items = (List<?>) field.getValue();
        builder.clearField(field.getKey());
        items.forEach(
            item -> builder.addRepeatedField(field.getKey(), hidden((Message) item, hide)));
      } else {
        builder.setField(field.getKey(), hidden((Message) field.getValue(), hide));
      }
    }
    return builder.build();
  }

  private static Any hide(Any any) {
    Optional<Message> inner = unpack(any).filter(found -> !lossy(found));
    return inner
        .map(found -> XdsResource.pack(hidden(found, true)))
        .orElseGet(() ->
            any.getTypeUrl().isEmpty() ? any : XdsResource.pack(BytesValue.of(any.toByteString())));
  }

  private static Any show(Any any) {
    if (any.getTypeUrl().equals(PREFIX + "google.protobuf.BytesValue")) {
      try {
        return Any.parseFrom(BytesValue.parseFrom(any.getValue()).getValue());
      } catch (InvalidProtocolBufferException e) {
        return any;
      }
    }
    return unpack(any).map(found -> XdsResource.pack(hidden(found, false))).orElse(any);
  }

  /** Whether it has fields this side does not know, at any depth but in what it packs. */
  private static boolean lossy(Message message) {
    if (!message.getUnknownFields().asMap().isEmpty()) {
      return true;
    }
    for (Object value : message.getAllFields().values()) {
      for (Object item : value instanceof List<?> list ? list : List.of(value)) {
        if (item instanceof Message inner && !(inner instanceof Any) && lossy(inner)) {
          return true;
        }
      }
    }
    return false;
  }
}

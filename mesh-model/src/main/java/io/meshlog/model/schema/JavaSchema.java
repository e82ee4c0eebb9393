package io.meshlog.model.schema;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.service.TargetPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * JSON Schema of a Java type as {@link SpecJson} binds it, from the binding's own view of it: a
 * field that is added to a record is in its schema. No property is required, since empty ones are
 * not written, and others may come: readers ignore what they do not know.
 */
public final class JavaSchema extends JsonFormatVisitorWrapper.Base {
  private static final String DURATION = "^-?(0|([0-9.]+(ns|us|µs|μs|ms|s|m|h))+)$";
  private static final String INTEGER = "^-?[0-9]{1,18}$";
  private static final String NUMBER = "^-?[0-9]{1,15}([.][0-9]{1,15})?$";

  private final ObjectNode out;
  private final List<Class<?>> around;

  /** What is read is wider than what is written: null counts as absent, a number may be text. */
  private final boolean read;

  private JavaSchema(ObjectNode out, List<Class<?>> around, boolean read) {
    this.out = out;
    this.around = around;
    this.read = read;
  }

  /** Of what is written for a type. */
  public static ObjectNode of(Class<?> type) {
    return of(type, false);
  }

  /** Of what is read as a type. */
  public static ObjectNode read(Class<?> type) {
    return of(type, true);
  }

  private static ObjectNode of(Class<?> type, boolean read) {
    ObjectNode schema = SpecJson.plain().createObjectNode();
    SpecJson.plain().acceptJsonFormatVisitor(type, new JavaSchema(schema, List.of(), read));
    return schema;
  }

  private void child(ObjectNode schema, JavaType type, JsonFormatVisitable how) {
    Class<?> raw = type.getRawClass();
    if (raw == Object.class || JsonNode.class.isAssignableFrom(raw)) {
      return; // anything
    }
    if (raw == Tags.class) {
      strings(schema);
    } else if (raw == GoDuration.class || raw == ProtoDuration.class) {
      schema.put("type", "string").put("pattern", DURATION);
    } else if (raw == TargetPort.class) {
      schema.putArray("type").add("integer").add("string");
    } else if (raw == UUID.class) {
      schema.put("type", "string").put("format", "uuid");
    } else if (raw == Instant.class) {
      schema.put("type", "string").put("format", "date-time");
    } else if (around.contains(raw)) {
      throw new IllegalStateException(raw + " contains itself: give it a definition of its own");
    } else {
      List<Class<?>> deeper = new ArrayList<>(around);
      if (raw.isRecord()) {
        deeper.add(raw);
      }
      JavaSchema below = new JavaSchema(schema, deeper, read);
      below.setContext(getContext());
      how.acceptJsonFormatVisitor(below, type);
    }
  }

  public static ObjectNode strings(ObjectNode schema) {
    schema.put("type", "object").putObject("additionalProperties").put("type", "string");
    return schema;
  }

  @Override
  public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
    ObjectNode properties = out.put("type", "object").putObject("properties");
    return new JsonObjectFormatVisitor.Base(getContext()) {
      @Override
      public void optionalProperty(BeanProperty property) {
        JavaSchema.this.property(properties, property);
      }

      @Override
      public void property(BeanProperty property) {
        JavaSchema.this.property(properties, property);
      }
    };
  }

  private void property(ObjectNode properties, BeanProperty property) {
    SerializationContext context = getContext();
    JavaType type = property.getType();
    JsonFormatVisitable own =
        property instanceof BeanPropertyWriter writer && writer.getSerializer() != null
            ? writer.getSerializer()
            : context.findPrimaryPropertySerializer(type, property);
    ObjectNode schema = properties.putObject(property.getName());
    child(schema, type, own);
    if (read) {
      orNull(schema);
    }
  }

  private static void orNull(ObjectNode schema) {
    JsonNode type = schema.get("type");
    if (type instanceof ArrayNode several) {
      several.add("null");
    } else if (type != null) {
      schema.putArray("type").add(type).add("null");
    }
    if (schema.get("enum") instanceof ArrayNode words) {
      words.addNull();
    }
  }

  private void numeric(String type, String asText) {
    if (read) {
      out.putArray("type").add(type).add("string");
      out.put("pattern", asText);
    } else {
      out.put("type", type);
    }
  }

  @Override
  public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
    ObjectNode items = out.put("type", "array").putObject("items");
    return new JsonArrayFormatVisitor.Base(getContext()) {
      @Override
      public void itemsFormat(JsonFormatVisitable how, JavaType itemType) {
        child(items, itemType, how);
      }

      @Override
      public void itemsFormat(JsonFormatTypes format) {
        items.put("type", format.value());
      }
    };
  }

  @Override
  public JsonMapFormatVisitor expectMapFormat(JavaType type) {
    out.put("type", "object");
    return new JsonMapFormatVisitor.Base(getContext()) {
      @Override
      public void valueFormat(JsonFormatVisitable how, JavaType valueType) {
        ObjectNode values = SpecJson.plain().createObjectNode();
        child(values, valueType, how);
        if (!values.isEmpty()) {
          out.set("additionalProperties", values);
        }
      }
    };
  }

  @Override
  public JsonStringFormatVisitor expectStringFormat(JavaType type) {
    out.put("type", "string");
    return new JsonStringFormatVisitor.Base() {
      @Override
      public void enumTypes(Set<String> words) {
        ArrayNode all = out.putArray("enum");
        words.forEach(all::add);
      }
    };
  }

  @Override
  public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
    numeric("number", NUMBER);
    return new JsonNumberFormatVisitor.Base();
  }

  @Override
  public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
    numeric("integer", INTEGER);
    return new JsonIntegerFormatVisitor.Base();
  }

  @Override
  public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
    out.put("type", "boolean");
    return new JsonBooleanFormatVisitor.Base();
  }
}

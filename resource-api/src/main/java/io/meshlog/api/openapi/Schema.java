package io.meshlog.api.openapi;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.schema.JavaSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The shape of a JSON value: JSON Schema 2020-12. Immutable. */
public sealed interface Schema {

  /** Told once, under its name; elsewhere referred to. */
  record Named(String name, Schema schema) implements Schema {}

  /**
   * JSON Schema as it stands.
   *
   * @param json must not be changed
   */
  record Plain(JsonNode json) implements Schema {}

  /**
   * What the record binds, worked out when the document is made.
   *
   * @param input as it is read, else as it is written
   */
  record OfRecord(Class<?> type, boolean input) implements Schema {
    JsonNode json() {
      return input ? JavaSchema.read(type) : JavaSchema.of(type);
    }
  }

  /** Members beside those of another schema, which are optional. */
  record Beside(Members members, Schema others) implements Schema {
    Members all() {
      Members all = members;
      for (Map.Entry<String, Schema> member : membersOf(others).entrySet()) {
        all = all.withOptional(member.getKey(), member.getValue());
      }
      return all;
    }

    private static Map<String, Schema> membersOf(Schema schema) {
      return switch (schema) {
        case Members own -> own.members();
        case Named(String _, Schema told) -> membersOf(told);
        case OfRecord record -> membersOf(new Plain(record.json()));
        case Plain(ObjectNode json) -> {
          Map<String, Schema> found = new LinkedHashMap<>();
          json.path("properties")
              .properties()
              .forEach(each -> found.put(each.getKey(), new Plain(each.getValue())));
          yield found;
        }
        default -> Map.of();
      };
    }
  }

  record Items(Schema each) implements Schema {}

  record AnyOf(List<Schema> either) implements Schema {
    public AnyOf {
      either = List.copyOf(either);
    }
  }

  /** Members by name, in order; others may be there, too. */
  record Members(Map<String, Schema> members, List<String> required) implements Schema {
    public Members {
      members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
      required = List.copyOf(required);
    }

    public Members with(String name, Schema schema) {
      List<String> more = new ArrayList<>(required);
      more.add(name);
      return new Members(added(name, schema), more);
    }

    public Members withOptional(String name, Schema schema) {
      return new Members(added(name, schema), required);
    }

    private Map<String, Schema> added(String name, Schema schema) {
      Map<String, Schema> more = new LinkedHashMap<>(members);
      more.put(name, schema);
      return more;
    }
  }

  /**
   * Members, and word about whatever else there is.
   *
   * @param more whether there may be others
   */
  record Rest(Members members, boolean more) implements Schema {}

  static Members object() {
    return new Members(Map.of(), List.of());
  }

  /** Anything at all. */
  static Schema any() {
    return new Plain(node());
  }

  static Schema anyObject() {
    return new Plain(node().put("type", "object"));
  }

  static Schema string() {
    return new Plain(node().put("type", "string"));
  }

  static Schema pattern(String regex) {
    return new Plain(node().put("type", "string").put("pattern", regex));
  }

  static Schema format(String format) {
    return new Plain(node().put("type", "string").put("format", format));
  }

  static Schema words(String... words) {
    ObjectNode schema = node().put("type", "string");
    var all = schema.putArray("enum");
    List.of(words).forEach(all::add);
    return new Plain(schema);
  }

  static Schema bool() {
    return new Plain(node().put("type", "boolean"));
  }

  static Schema integer(long least) {
    return new Plain(node().put("type", "integer").put("minimum", least));
  }

  static Schema integer(long least, long most) {
    return new Plain(node().put("type", "integer").put("minimum", least).put("maximum", most));
  }

  static Schema listOf(Schema each) {
    return new Items(each);
  }

  /** Strings, or null for none. */
  static Schema listOrNull() {
    ObjectNode list = node().put("type", "array");
    list.putObject("items").put("type", "string");
    return orNull(new Plain(list));
  }

  static Schema anyOf(Schema... either) {
    return new AnyOf(List.of(either));
  }

  /** Strings by name. */
  static Schema strings() {
    return mapOf(new Plain(node().put("type", "string")));
  }

  /** Lists of strings by name. */
  static Plain listsOfText() {
    ObjectNode schema = node().put("type", "object");
    schema
        .putObject("additionalProperties")
        .put("type", "array")
        .putObject("items")
        .put("type", "string");
    return new Plain(schema);
  }

  /** The keys and values of {@code filter[labels.<key>]}. */
  static Schema labelFilter() {
    ObjectNode schema = node().put("type", "object");
    schema.putObject("propertyNames").put("pattern", "^labels[.][a-z][a-z0-9./-]{0,40}$");
    schema.putObject("additionalProperties").put("type", "string");
    return new Plain(schema);
  }

  /** Has no other members. */
  static Schema closed(Members members) {
    return new Rest(members, false);
  }

  /** Has other members, of which nothing is told. */
  static Schema among(Members members) {
    return new Rest(members, true);
  }

  static Schema mapOf(Plain each) {
    ObjectNode schema = node().put("type", "object");
    schema.set("additionalProperties", each.json());
    return new Plain(schema);
  }

  static Schema orNull(Plain schema) {
    ObjectNode json = (ObjectNode) schema.json().deepCopy();
    JsonNode type = json.get("type");
    json.putArray("type").add(type).add("null");
    return new Plain(json);
  }

  private static ObjectNode node() {
    return SpecJson.plain().createObjectNode();
  }
}

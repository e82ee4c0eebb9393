package io.meshlog.cli.document;

import io.meshlog.cli.CliFailure;
import io.meshlog.model.json.SpecJson;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a text apart into documents: YAML with {@code ---} between, or JSON, alone or in a list.
 */
public final class DocumentText {
  private static final int LARGEST = 256 * 1024 * 1024;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DocumentText() {}

  /**
   * @param source where it comes from, for messages
   */
  public static List<Document> parse(String source, String text) {
    List<JsonNode> roots = json(text).orElseGet(() -> yaml(source, text));
    List<Document> documents = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      String place = roots.size() == 1 ? source : source + ", document " + (i + 1);
      add(documents, place, roots.get(i));
    }
    return documents;
  }

  /** A list, as {@code get -o json} prints it, stands for what is in it. */
  private static void add(List<Document> documents, String place, JsonNode root) {
    JsonNode items = root.isArray() ? root : root.path("items");
    if (items.isArray() && !root.has("type")) {
      int number = 1;
      for (JsonNode item : items) {
        add(documents, place + ", item " + number++, item);
      }
    } else if (root instanceof ObjectNode object) {
      documents.add(new Document(place, object));
    } else if (!root.isNull()) {
      throw CliFailure.invalid(place + ": a resource is expected, not " + shortened(root));
    }
  }

  private static String shortened(JsonNode node) {
    String text = node.toString();
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  /** Empty when it is no JSON: then it is YAML, of which JSON is a part but for tabs. */
  private static Optional<List<JsonNode>> json(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return Optional.empty();
    }
    try (var values = SpecJson.plain().readerFor(JsonNode.class).<JsonNode>readValues(text)) {
      return Optional.of(values.readAll());
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static List<JsonNode> yaml(String source, String text) {
    LoadSettings settings =
        LoadSettings.builder().setSchema(new CoreSchema()).setCodePointLimit(LARGEST).build();
    List<JsonNode> documents = new ArrayList<>();
    try {
      for (Object document : new Load(settings).loadAllFromString(text)) {
        documents.add(tree(document));
      }
    } catch (MarkedYamlEngineException e) {
      String where =
          e.getProblemMark()
              .map(
                  mark -> " at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
              .orElse("");
      throw CliFailure.invalid(source + ": no valid YAML" + where + ": " + e.getProblem());
    } catch (YamlEngineException e) {
      throw CliFailure.invalid(source + ": no valid YAML: " + e.getMessage());
    }
    return documents;
  }

  private static JsonNode tree(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        map.forEach((key, item) -> object.set(String.valueOf(key), tree(item)));
        yield object;
      }
      case List<?> list -> {
        var array = NODES.arrayNode();
        list.forEach(item -> array.add(tree(item)));
        yield array;
      }
      case Boolean truth -> NODES.booleanNode(truth);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case BigInteger number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      default -> NODES.stringNode(value.toString());
    };
  }
}

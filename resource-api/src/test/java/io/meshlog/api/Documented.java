package io.meshlog.api;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.meshlog.model.json.SpecJson;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Judges answers by the OpenAPI document of the API that gave them, with a validator that is not
 * ours. A member that the document does not name counts as an error. Thread-safe.
 */
public final class Documented {
  private static final String ID = "urn:meshlog:openapi";
  private static final Map<String, Documented> KNOWN = new ConcurrentHashMap<>();

  /** One path of the document. */
  private record Template(String path, Pattern pattern, long variables, JsonNode methods) {}

  private final SchemaRegistry registry;
  private final List<Template> templates;
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

  private Documented(String text) {
    JsonNode document =
        SpecJson.parse(text.replace("\"#/components/", "\"" + ID + "#/components/"));
    document
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema -> {
          if (!schema.getKey().endsWith("Input")) {
            close(schema.getValue());
          }
        });
    close(document.path("paths"));
    registry =
        SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemas(Map.of(ID, document.toString())));
    templates =
        document.path("paths").properties().stream()
            .map(path -> template(path.getKey(), path.getValue()))
            .sorted(Comparator.comparingLong(Template::variables))
            .toList();
  }

  /** By the text of {@code /openapi.json}. */
  public static Documented by(String document) {
    return KNOWN.computeIfAbsent(document, Documented::new);
  }

  private static void close(JsonNode schema) {
    if (schema instanceof ObjectNode object
        && object.get("properties") instanceof ObjectNode
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    schema.forEach(Documented::close);
  }

  private static Template template(String path, JsonNode methods) {
    String regex =
        Pattern.quote(path).replace("{path}", "\\E.*\\Q").replaceAll("\\{\\w+}", "\\\\E[^/]+\\\\Q");
    long variables = path.chars().filter(c -> c == '{').count();
    return new Template(path, Pattern.compile(regex), variables, methods);
  }

  /** What is wrong with an answer; empty when nothing is. */
  public Optional<String> fault(
      String method, String path, int status, String contentType, String body) {
    Optional<Template> found =
        templates.stream().filter(each -> each.pattern().matcher(path).matches()).findFirst();
    if (found.isEmpty()) {
      return status == 404 || status == 400 || status == 401
          ? Optional.empty()
          : Optional.of("an address that is in no document is answered with " + status);
    }
    JsonNode operation = found.get().methods().path(method.toLowerCase(java.util.Locale.ROOT));
    if (operation.isMissingNode()) {
      return status == 405 || status == 401 || method.equals("HEAD") || method.equals("OPTIONS")
          ? Optional.empty()
          : Optional.of("a method that is in no document is answered with " + status);
    }
    String where = method + " " + found.get().path() + " " + status;
    JsonNode answer = operation.path("responses").path(Integer.toString(status));
    if (answer.isMissingNode()) {
      return Optional.of(where + ": such an answer is not in the document");
    }
    JsonNode content = answer.path("content");
    if (body.isEmpty()) {
      return content.has("application/json") && !content.has("text/plain")
          ? Optional.of(where + ": there is no body")
          : Optional.empty();
    }
    String media = contentType.replaceAll(";.*", "");
    if (!content.has(media)) {
      return Optional.of(where + ": a body of type '" + media + "' is not in the document");
    }
    return media.equals("application/json")
        ? misshapen(where, content.path(media).path("schema"), body)
        : Optional.empty();
  }

  private Optional<String> misshapen(String where, JsonNode schema, String body) {
    JsonNode value;
    try {
      value = SpecJson.parse(body);
    } catch (JacksonException e) {
      return Optional.of(where + ": no JSON: " + body);
    }
    List<Error> errors = schemas.computeIfAbsent(schema, registry::getSchema).validate(value);
    return errors.isEmpty() ? Optional.empty() : Optional.of(where + ": " + errors + " in " + body);
  }
}

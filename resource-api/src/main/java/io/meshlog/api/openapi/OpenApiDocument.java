package io.meshlog.api.openapi;

import io.meshlog.model.json.SpecJson;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** OpenAPI 3.1: all routes of a control plane, and the schemas that they refer to. */
public final class OpenApiDocument {
  /**
   * A route.
   *
   * @param path template
   * @param json whether it answers JSON to everybody who takes that
   * @param ofTheApi whether its path is below the API's base path
   */
  public record Described(
      String method, String path, boolean json, Operation operation, boolean ofTheApi) {}

  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final Map<String, String> VARIABLES =
      Map.of(
          "mesh", "name of the mesh",
          "name", "name of the resource",
          "kri", "identifier of a resource, as its `kri` says");

  private final ObjectNode root = SpecJson.plain().createObjectNode();
  private final SortedMap<String, JsonNode> schemas = new TreeMap<>();
  private final Set<String> headers = new TreeSet<>();

  private OpenApiDocument() {}

  /**
   * The document as a tree of its own.
   *
   * @param version of the product
   * @param base path of the API, with a slash at its end
   */
  public static ObjectNode of(String version, String base, List<Described> routes) {
    OpenApiDocument document = new OpenApiDocument();
    document.root.put("openapi", "3.1.0");
    document
        .root
        .putObject("info")
        .put("title", "Meshlog")
        .put("version", version)
        .put(
            "description",
            "The API of a control plane, compatible with Kuma's. A 404 of an unknown path and a 405"
                + " of a known one are plain text.")
        .putObject("license")
        .put("name", "Apache 2.0")
        .put("identifier", "Apache-2.0");
    server(document.root, base);
    ArrayNode security = document.root.putArray("security");
    security.addObject();
    security.addObject().putArray("token");
    document.paths(routes, !base.equals("/"));
    document.components();
    return document.root;
  }

  private static void server(ObjectNode node, String url) {
    node.putArray("servers").addObject().put("url", url);
  }

  private void paths(List<Described> routes, boolean based) {
    ArrayNode tags = root.putArray("tags");
    routes.stream()
        .map(route -> route.operation().tag())
        .distinct()
        .sorted()
        .forEach(tag -> tags.addObject().put("name", tag));
    ObjectNode paths = root.putObject("paths");
    Set<String> ids = new HashSet<>();
    routes.stream()
        .sorted(Comparator.comparing(Described::path).thenComparing(Described::method))
        .forEach(route -> {
          String id = id(route);
          if (!ids.add(id)) {
            throw new IllegalStateException("two operations are " + id);
          }
          ObjectNode path =
              paths.get(route.path()) instanceof ObjectNode known
                  ? known
                  : paths.putObject(route.path());
          if (based && !route.ofTheApi()) {
            server(path, "/");
          }
          operation(path.putObject(route.method().toLowerCase(Locale.ROOT)), id, route);
        });
  }

  /** That of its description, else one made of its address. */
  private static String id(Described route) {
    if (route.operation().described()) {
      return route.operation().id();
    }
    return route.method().toLowerCase(Locale.ROOT) + route.path().replaceAll("\\W+", "_");
  }

  private void operation(ObjectNode node, String id, Described route) {
    Operation operation = Common.added(route);
    node.put("operationId", id);
    node.putArray("tags").add(operation.tag());
    node.put("summary", operation.summary());
    if (operation.deprecated()) {
      node.put("deprecated", true);
    }
    ArrayNode parameters = node.arrayNode();
    Matcher variables = VARIABLE.matcher(route.path());
    while (variables.find()) {
      String name = variables.group(1);
      parameter(
          parameters.addObject(),
          Parameter.path(name, VARIABLES.getOrDefault(name, name), TypeSchemas.variable(name)));
    }
    operation.parameters().forEach(each -> parameter(parameters.addObject(), each));
    if (!parameters.isEmpty()) {
      node.set("parameters", parameters);
    }
    Schema body = operation.body();
    if (body != null) {
      ObjectNode request = node.putObject("requestBody").put("required", true);
      request.putObject("content").putObject(Answer.JSON).set("schema", render(body));
    }
    ObjectNode responses = node.putObject("responses");
    operation
        .answers()
        .forEach((status, answer) -> answer(responses.putObject(Integer.toString(status)), answer));
  }

  private void parameter(ObjectNode node, Parameter parameter) {
    node.put("name", parameter.name());
    node.put("in", parameter.in().name().toLowerCase(Locale.ROOT));
    node.put("description", parameter.description());
    if (parameter.required()) {
      node.put("required", true);
    }
    if (parameter.mayBeEmpty()) {
      node.put("allowEmptyValue", true);
    }
    if (parameter.deepObject()) {
      node.put("style", "deepObject").put("explode", true);
    }
    node.set("schema", render(parameter.schema()));
  }

  private void answer(ObjectNode node, Answer answer) {
    node.put("description", answer.description());
    if (!answer.headers().isEmpty()) {
      ObjectNode all = node.putObject("headers");
      answer
          .headers()
          .forEach(name -> {
            headers.add(name);
            all.putObject(name).put("$ref", "#/components/headers/" + name);
          });
    }
    if (!answer.content().isEmpty()) {
      ObjectNode content = node.putObject("content");
      new TreeMap<>(answer.content())
          .forEach((type, schema) -> content.putObject(type).set("schema", render(schema)));
    }
  }

  private JsonNode render(Schema schema) {
    return switch (schema) {
      case Schema.Plain(JsonNode json) -> json;
      case Schema.OfRecord record -> record.json();
      case Schema.Beside beside -> render(beside.all());
      case Schema.Items(Schema each) -> {
        ObjectNode list = object().put("type", "array");
        list.set("items", render(each));
        yield list;
      }
      case Schema.AnyOf(List<Schema> either) -> {
        ObjectNode choice = object();
        ArrayNode all = choice.putArray("anyOf");
        either.forEach(each -> all.add(render(each)));
        yield choice;
      }
      case Schema.Rest(Schema.Members members, boolean more) ->
          ((ObjectNode) render(members)).put("additionalProperties", more);
      case Schema.Members(Map<String, Schema> members, List<String> required) -> {
        ObjectNode object = object().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        members.forEach((name, member) -> properties.set(name, render(member)));
        if (!required.isEmpty()) {
          ArrayNode names = object.putArray("required");
          required.forEach(names::add);
        }
        yield object;
      }
      case Schema.Named(String name, Schema told) -> {
        if (!schemas.containsKey(name)) {
          schemas.put(name, object());
          schemas.put(name, render(told));
        }
        yield object().put("$ref", "#/components/schemas/" + name);
      }
    };
  }

  private void components() {
    ObjectNode components = root.putObject("components");
    ObjectNode all = components.putObject("schemas");
    schemas.forEach(all::set);
    ObjectNode told = components.putObject("headers");
    new ArrayList<>(headers)
        .forEach(name ->
            told.putObject(name)
                .put("description", Common.HEADERS.getOrDefault(name, name))
                .putObject("schema")
                .put("type", "string"));
    components
        .putObject("securitySchemes")
        .putObject("token")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put("description", "a user token; requests from the same machine need none");
  }

  private static ObjectNode object() {
    return SpecJson.plain().createObjectNode();
  }
}

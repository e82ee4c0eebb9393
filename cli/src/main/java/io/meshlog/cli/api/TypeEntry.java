package io.meshlog.cli.api;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A resource type as the control plane describes it.
 *
 * @param targets whether it is a policy with a {@code targetRef}
 */
public record TypeEntry(
    String name,
    String path,
    boolean meshScoped,
    String shortName,
    String singular,
    String plural,
    boolean federates,
    boolean policy,
    boolean targets) {

  static TypeEntry of(JsonNode node) {
    String name = node.path("name").asString("");
    return new TypeEntry(
        name,
        node.path("path").asString(""),
        node.path("scope").asString("").equals("Mesh"),
        node.path("shortName").asString(""),
        node.path("singularDisplayName").asString(name),
        node.path("pluralDisplayName").asString(name + "s"),
        node.path("includeInFederation").asBoolean(false),
        node.has("policy"),
        node.at("/policy/isTargetRef").asBoolean(false));
  }

  /** Whether the user means this type with a word: any of its names, in any spelling. */
  boolean isCalled(String word) {
    String bare = bare(word);
    return names().stream().anyMatch(bare::equals);
  }

  List<String> names() {
    return Stream.of(name, path, shortName, singular, plural)
        .filter(text -> !text.isEmpty())
        .map(TypeEntry::bare)
        .distinct()
        .toList();
  }

  static String bare(String word) {
    return word.toLowerCase(Locale.ROOT).replace("-", "").replace(" ", "").replace("_", "");
  }

  /** Of all its resources in a mesh; an empty mesh means all meshes. */
  public String collection(String mesh) {
    return meshScoped && !mesh.isEmpty()
        ? "/meshes/" + Query.segment(mesh) + "/" + path
        : "/" + path;
  }

  public String item(String mesh, String resource) {
    return collection(mesh) + "/" + Query.segment(resource);
  }

  /** What a user reads of one resource: {@code MeshTimeout "t" in mesh "default"}. */
  public String describe(String mesh, String resource) {
    return name + " \"" + resource + '"' + (meshScoped ? " in mesh \"" + mesh + '"' : "");
  }
}

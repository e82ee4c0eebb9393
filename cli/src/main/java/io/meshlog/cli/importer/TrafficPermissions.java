package io.meshlog.cli.importer;

import io.meshlog.cli.document.Document;
import io.meshlog.cli.importer.ImportLine.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the TrafficPermissions of an export as MeshTrafficPermissions, which allow the same: each
 * destination becomes one, with an entry per source. Only for meshes of the export that have no
 * MeshTrafficPermission, since beside one Kuma does not look at the older kind. Pure.
 *
 * @param documents to add to those of the export
 * @param refused what cannot be said in the newer kind
 */
public record TrafficPermissions(List<Document> documents, List<ImportLine> refused) {
  /** Label that names what a resource was made of. */
  static final String MADE_OF = "meshlog.io/made-of";

  private static final String OLD = "TrafficPermission";
  private static final String NEW = "MeshTrafficPermission";
  private static final String ANY = "*";
  private static final String SERVICE = "kuma.io/service";

  public static TrafficPermissions of(List<Document> export) {
    Set<String> newer =
        export.stream()
            .filter(document -> document.type().equals(NEW))
            .map(Document::mesh)
            .collect(Collectors.toSet());
    TrafficPermissions made = new TrafficPermissions(new ArrayList<>(), new ArrayList<>());
    export.stream()
        .filter(document -> document.type().equals(OLD) && !newer.contains(document.mesh()))
        .forEach(made::convert);
    return made;
  }

  private void convert(Document permission) {
    JsonNode destinations = permission.tree().path("destinations");
    Optional<String> odd = oddTag(permission.tree());
    if (odd.isPresent()) {
      refused.add(
          new ImportLine(
              NEW,
              permission.mesh(),
              permission.name(),
              Outcome.REFUSED,
              "not made of the "
                  + OLD
                  + ": no newer policy can ask for any value of the tag "
                  + odd.get(),
              List.of()));
      return;
    }
    for (int i = 0; i < destinations.size(); i++) {
      String name = permission.name() + (destinations.size() == 1 ? "" : "-" + (i + 1));
      documents.add(new Document(permission.place(), made(permission, name, destinations.get(i))));
    }
  }

  /** A tag other than the service that may have any value: it need only be there. */
  private static Optional<String> oddTag(ObjectNode permission) {
    for (String ends : List.of("sources", "destinations")) {
      for (JsonNode end : permission.path(ends)) {
        for (Map.Entry<String, JsonNode> tag : end.path("match").properties()) {
          if (tag.getValue().asString("").equals(ANY) && !tag.getKey().equals(SERVICE)) {
            return Optional.of(tag.getKey());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static ObjectNode made(Document permission, String name, JsonNode destination) {
    ObjectNode tree = permission.tree().objectNode();
    tree.put("type", NEW).put("mesh", permission.mesh()).put("name", name);
    ObjectNode labels = tree.putObject("labels");
    permission
        .tree()
        .path("labels")
        .properties()
        .forEach(label -> labels.set(label.getKey(), label.getValue()));
    labels.put(MADE_OF, OLD + "." + permission.name());
    ObjectNode spec = tree.putObject("spec");
    spec.set("targetRef", target(destination));
    var from = spec.putArray("from");
    for (JsonNode source : permission.tree().path("sources")) {
      ObjectNode entry = from.addObject();
      entry.set("targetRef", target(source));
      entry.putObject("default").put("action", "Allow");
    }
    return tree;
  }

  private static ObjectNode target(JsonNode end) {
    ObjectNode target = JsonNodeFactory.instance.objectNode();
    ObjectNode tags = target.objectNode();
    end.path("match")
        .properties()
        .forEach(tag -> {
          if (!tag.getValue().asString("").equals(ANY)) {
            tags.set(tag.getKey(), tag.getValue());
          }
        });
    target.put("kind", tags.isEmpty() ? "Mesh" : "MeshSubset");
    if (!tags.isEmpty()) {
      target.set("tags", tags);
    }
    return target;
  }
}

package io.meshlog.api.history;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of a resource that changes tell: {@code {"labels":{…},"spec":{…}}}. */
public final class Content {
  private Content() {}

  /** As it is in the log; of a secret without what it holds. */
  public static JsonNode document(ResourceType<?> type, Labels labels, Spec spec) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.set("labels", SpecJson.plain().valueToTree(labels.values()));
    root.set("spec", SpecJson.parse(SpecJson.write(type, spec)));
    return shown(type, root);
  }

  /** A secret's content is never shown, in no form. */
  static JsonNode shown(ResourceType<?> type, ObjectNode document) {
    if (type.sealed()) {
      document.putObject("spec");
    }
    return document;
  }
}

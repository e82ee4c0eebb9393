package io.meshlog.api.revert;

import io.meshlog.api.history.Content;
import io.meshlog.api.revert.RevertPlan.Change;
import io.meshlog.api.revert.RevertPlan.Skipped;
import io.meshlog.model.diff.JsonPatch;
import io.meshlog.model.event.Position;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is told of a revert, the same before and after it is done. */
final class RevertJson {
  private static final int MOST_SKIPPED = 1_000;

  private RevertJson() {}

  static ObjectNode of(RevertPlan plan, Position to, boolean dryRun) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("dryRun", dryRun);
    root.put("to", to.toString());
    ArrayNode changes = root.putArray("changes");
    plan.changes().forEach(change -> changes.add(change(change)));
    List<Skipped> skipped = plan.skipped();
    root.put("skippedTotal", skipped.size());
    ArrayNode list = root.putArray("skipped");
    skipped.stream()
        .limit(MOST_SKIPPED)
        .forEach(each -> {
          ObjectNode node = list.addObject();
          resource(node, each.step().key());
          node.put("reason", each.reason());
        });
    return root;
  }

  private static void resource(ObjectNode node, ResourceKey key) {
    node.put("type", key.type());
    if (!key.mesh().isEmpty()) {
      node.put("mesh", key.mesh());
    }
    node.put("name", key.name());
    node.put("origin", key.origin().toString());
  }

  private static ObjectNode change(Change change) {
    ObjectNode node = SpecJson.plain().createObjectNode();
    resource(node, change.key());
    switch (change) {
      case RevertPlan.Put<?> put -> put(node, put);
      case RevertPlan.Delete delete -> {
        node.put("change", "deleted");
        if (delete.now().type().sealed()) {
          node.put("contentHidden", true);
          node.put("forEver", true);
        }
        difference(node, document(delete.now()), null);
      }
      case RevertPlan.Remake _ -> {
        node.put("change", "created");
        node.put("contentHidden", true);
        node.put("madeAnew", true);
      }
    }
    return node;
  }

  private static <S extends Spec> void put(ObjectNode node, RevertPlan.Put<S> put) {
    Resource<?> now = put.now();
    node.put("change", now == null ? "created" : "updated");
    if (put.type().sealed()) {
      node.put("contentHidden", true);
    }
    JsonNode after = Content.document(put.type(), put.labels(), put.spec());
    difference(node, now == null ? null : document(now), after);
  }

  private static JsonNode document(Resource<?> resource) {
    return Content.document(resource.type(), resource.labels(), resource.spec());
  }

  private static void difference(
      ObjectNode node, @Nullable JsonNode before, @Nullable JsonNode after) {
    node.set("difference", JsonPatch.json(JsonPatch.between(before, after)));
  }
}

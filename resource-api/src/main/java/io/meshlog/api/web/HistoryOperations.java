package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import java.util.stream.Stream;

/** What the routes of history take and answer (history.md). */
final class HistoryOperations {
  static final Schema PATCH =
      new Schema.Named(
          "JsonPatch",
          Schema.listOf(
              Schema.object()
                  .with("op", Schema.words("add", "remove", "replace", "move", "copy", "test"))
                  .with("path", Schema.string())
                  .withOptional("value", Schema.any())));

  private static final Schema CHANGE =
      new Schema.Named(
          "Change",
          Schema.object()
              .with("position", Common.POSITION)
              .with("time", Common.TIME)
              .with("type", Schema.string())
              .withOptional("mesh", Schema.string())
              .withOptional("name", Schema.string())
              .withOptional("origin", Schema.string())
              .withOptional("version", Schema.integer(0))
              .with(
                  "change", Schema.words("created", "updated", "deleted", "epochStarted", "noted"))
              .withOptional("epoch", Schema.integer(1))
              .with("actor", Schema.string())
              .withOptional("tokenId", Schema.string())
              .withOptional("requestId", Schema.string())
              .withOptional("trace", Schema.string())
              .withOptional("revertedTo", Schema.string())
              .withOptional(
                  "importedFrom",
                  Schema.object()
                      .with("channel", Schema.string())
                      .with("position", Common.POSITION))
              .withOptional("contentHidden", Schema.bool())
              .withOptional("beforeHeld", Schema.bool())
              .withOptional("difference", PATCH)
              .withOptional("before", Schema.any())
              .withOptional("after", Schema.any()));

  private HistoryOperations() {}

  static Operation of(String id, String tag, String summary) {
    return Operation.of(id, tag, summary)
        .with(Common.CURSOR)
        .with(
            Parameter.query("actor", "by this user", Schema.string()),
            Parameter.query("from", "the first change to tell", Common.MOMENT),
            Parameter.query("to", "the last change to tell", Common.MOMENT),
            Parameter.query("asOf", "nothing that came later", Common.MOMENT).withValue(),
            Parameter.query(
                "include",
                "what of the content is told, separated by commas; everything by default",
                Schema.pattern("^((difference|before|after)(,(difference|before|after)){0,2})?$")))
        .answering(
            200,
            Answer.json(
                "changes, newest first",
                new Schema.Named("ChangeList", Common.cursored(CHANGE)),
                "Meshlog-Position"))
        .refusing(410, 503);
  }

  /** Of everything, or of a mesh and all in it. */
  static Operation many(String id, ResourceTypes types, boolean ofMesh) {
    String[] names =
        Stream.concat(Stream.of("Log"), types.all().stream().map(ResourceType::name).sorted())
            .toArray(String[]::new);
    Operation operation =
        of(id, "History", ofMesh ? "who changed what in a mesh when" : "who changed what when")
            .with(
                Parameter.query("type", "of resources of this type", Schema.words(names)),
                Parameter.query("name", "of resources of this name", Schema.string()))
            .refusing(403);
    return ofMesh
        ? operation.refusing(404)
        : operation.with(Parameter.query("mesh", "of this mesh and all in it", Schema.string()));
  }
}

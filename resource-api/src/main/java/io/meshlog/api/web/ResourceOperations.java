package io.meshlog.api.web;

import io.meshlog.api.openapi.Answer;
import io.meshlog.api.openapi.Common;
import io.meshlog.api.openapi.Operation;
import io.meshlog.api.openapi.Parameter;
import io.meshlog.api.openapi.Schema;
import io.meshlog.api.openapi.TypeSchemas;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.types.CoreTypes;
import java.util.ArrayList;
import java.util.List;

/** What the routes of a resource type take and answer, from its descriptor. */
final class ResourceOperations {
  private static final Parameter FORMAT =
      Parameter.query(
          "format",
          "`k8s`: as a Kubernetes object",
          Schema.words("universal", "k8s", "kubernetes"));
  private static final Parameter IF_MATCH =
      Parameter.header(
          "If-Match",
          "only if the resource still has this version",
          Schema.pattern("^([*]|\"[0-9]{1,18}\")$"));
  private static final Parameter ONLY_NEW =
      Parameter.header(
          "If-None-Match", "`*`: only if there is no such resource", Schema.words("*"));
  private static final Parameter UNCHANGED =
      Parameter.header(
          "If-None-Match", "answer only if the resource has another version", Schema.string());

  private final ResourceType<?> type;

  ResourceOperations(ResourceType<?> type) {
    this.type = type;
  }

  Operation list(boolean inAllMeshes) {
    return listed(
        "list" + type.name() + (inAllMeshes ? "OfAllMeshes" : ""),
        type.plural() + (inAllMeshes ? " of all meshes" : ""),
        TypeSchemas.list(TypeSchemas.answer(type)),
        inAllMeshes);
  }

  Operation overviews(boolean inAllMeshes) {
    return listed(
        "list" + type.name() + "Overview" + (inAllMeshes ? "OfAllMeshes" : ""),
        type.plural() + (inAllMeshes ? " of all meshes" : "") + ", with what is known of each",
        TypeSchemas.list(TypeSchemas.overview(type)),
        inAllMeshes);
  }

  private Operation listed(String id, String summary, Schema page, boolean inAllMeshes) {
    return guarded(
            Operation.of(id, type.name(), summary)
                .with(filters(type))
                .with(Common.MOMENTS)
                .answering(200, Answer.json("a page of the list", page, "Meshlog-Position")))
        .refusing(inAllMeshes || !type.isMeshScoped() ? new int[] {410, 503, 504} : MISSING);
  }

  private static final int[] MISSING = {404, 410, 503, 504};

  /** Page and filters of a list. */
  static List<Parameter> filters(ResourceType<?> type) {
    List<Parameter> parameters = new ArrayList<>(Common.PAGE);
    parameters.add(Parameter.query("name", "part of the name", Schema.string()));
    parameters.add(
        Parameter.keyed(
            "filter", "`filter[labels.<key>]=<value>`: with this label", Schema.labelFilter()));
    if (type.equals(CoreTypes.DATAPLANE) || type.equals(ExternalServiceSpec.TYPE)) {
      parameters.add(
          Parameter.query(
                  "tag",
                  "`<key>:<value>`: with a tag whose value contains this; others are ignored",
                  Schema.listOf(Schema.string()))
              .withValue());
    }
    if (type.equals(CoreTypes.DATAPLANE)) {
      parameters.add(
          Parameter.query(
              "gateway",
              "only gateways, none, or those of a kind",
              Schema.words("true", "false", "builtin", "delegated")));
    }
    return parameters;
  }

  Operation get() {
    return guarded(
            Operation.of("get" + type.name(), type.name(), "a " + type.singular())
                .with(FORMAT, UNCHANGED)
                .with(Common.MOMENTS)
                .answering(
                    200,
                    Answer.json(
                        "the resource",
                        Schema.anyOf(TypeSchemas.answer(type), TypeSchemas.KUBERNETES),
                        "ETag",
                        "Meshlog-Position"))
                .answering(304, Answer.empty("it has still that version", "ETag")))
        .refusing(MISSING);
  }

  Operation overview() {
    return guarded(
            Operation.of(
                    "get" + type.name() + "Overview",
                    type.name(),
                    "a " + type.singular() + " with what is known of it")
                .with(Common.MOMENTS)
                .answering(
                    200,
                    Answer.json("the overview", TypeSchemas.overview(type), "Meshlog-Position")))
        .refusing(MISSING);
  }

  Operation put() {
    return guarded(
            Operation.of("put" + type.name(), type.name(), "create or replace a " + type.singular())
                .with(IF_MATCH, ONLY_NEW, Common.IDEMPOTENCY_KEY)
                .taking(TypeSchemas.request(type))
                .answering(200, written("replaced, or as it was"))
                .answering(201, written("created")))
        .refusing(404, 405, 409, 412, 422, 503);
  }

  private static Answer written(String description) {
    return Answer.json(description, TypeSchemas.WARNINGS, "ETag", "Meshlog-Position");
  }

  Operation delete() {
    return guarded(
            Operation.of("delete" + type.name(), type.name(), "delete a " + type.singular())
                .with(IF_MATCH, Common.IDEMPOTENCY_KEY)
                .answering(200, Answer.json("deleted", TypeSchemas.NOTHING, "Meshlog-Position")))
        .refusing(404, 405, 409, 412, 422, 503);
  }

  Operation history() {
    return guarded(
            HistoryOperations.of(
                "get" + type.name() + "History",
                type.name(),
                "who changed a " + type.singular() + " when"))
        .refusing(404);
  }

  static Operation byKri() {
    return Operation.of("getByKri", "Resources", "a resource of whatever type")
        .with(FORMAT, UNCHANGED)
        .with(Common.MOMENTS)
        .answering(200, Answer.json("the resource", Schema.anyObject(), "ETag", "Meshlog-Position"))
        .answering(304, Answer.empty("it has still that version", "ETag"))
        .refusing(403, 404, 410, 503, 504);
  }

  /** Secrets are for admins. */
  private Operation guarded(Operation operation) {
    return type.sealed() ? operation.refusing(403) : operation;
  }
}

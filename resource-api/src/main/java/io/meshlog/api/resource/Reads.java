package io.meshlog.api.resource;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.error.ProblemException;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Violation;
import io.meshlog.model.types.CoreTypes;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Answers GETs of resources. Thread-safe, blocks only for {@code minPosition} and {@code asOf}. */
public final class Reads {
  public static final String GET_TITLE = "Could not retrieve a resource";
  public static final String MESH_TITLE = "Failed to retrieve Mesh";

  private final ResourceTypes types;
  private final Views views;
  private final ResourceJson json;

  public Reads(ResourceTypes types, Views views, ResourceJson json) {
    this.types = types;
    this.views = views;
    this.json = json;
  }

  public <S extends Spec> Reply get(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    meshMustExist(view.image(), ask, type);
    Access.toResource(ask.user(), type);
    return one(ask, view, find(view.image(), ask, type));
  }

  /** Everything of a type: of the path's mesh, or of all meshes when the path names none. */
  public <S extends Spec> Reply list(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    ListQuery query = ListQuery.of(ask, type);
    List<Resource<S>> matching = matching(view, ask, type, query);
    Statuses.Shown shown = json.statuses(view);
    return positioned(
        Reply.json(
            200,
            ListPage.json(
                ask.http(), matching, query.offset(), query.size(), each -> json.of(each, shown))),
        view);
  }

  <S extends Spec> List<Resource<S>> matching(
      View view, Ask ask, ResourceType<S> type, ListQuery query) {
    boolean inOneMesh = type.isMeshScoped() && ask.variables().containsKey("mesh");
    if (inOneMesh) {
      meshMustExist(view.image(), ask, type);
    }
    Access.toResource(ask.user(), type);
    Stream<Resource<S>> all =
        inOneMesh ? view.image().all(type, ask.mesh()) : view.image().all(type);
    return all.filter(query.filter()).toList();
  }

  public Reply byKri(Ask ask, String text) {
    Kri kri = KriText.parse(text);
    ResourceType<?> type = KriText.type(types, kri, text);
    Access.toResource(ask.user(), type);
    View view = views.of(ask);
    return one(
        ask,
        view,
        KriText.find(view.image(), type, kri)
            .orElseThrow(() -> Problem.notFound(GET_TITLE).raise()));
  }

  private Reply one(Ask ask, View view, Resource<?> resource) {
    String format = ask.parameter("format");
    JsonNode body =
        switch (format == null || format.isEmpty() ? "universal" : format) {
          case "universal" -> json.of(resource, json.statuses(view));
          case "k8s", "kubernetes" -> json.kubernetes(resource);
          default ->
              throw Problem.invalid(
                      GET_TITLE,
                      List.of(
                          new Violation(
                              "",
                              "\"format\" must be one of [\"k8s\", \"kubernetes\","
                                  + " \"universal\"]")))
                  .raise();
        };
    String tag = Preconditions.tag(resource.version());
    if (tag.equals(ask.header("If-None-Match"))) {
      return positioned(Reply.empty(304).with("ETag", tag), view);
    }
    return positioned(Reply.json(200, body).with("ETag", tag), view);
  }

  public static Reply positioned(Reply reply, View view) {
    return reply.with("Meshlog-Position", view.position().toString());
  }

  public static <S extends Spec> Resource<S> find(MeshImage image, Ask ask, ResourceType<S> type) {
    return image.find(type, ask.mesh(), ask.name()).orElseThrow(Reads::missing);
  }

  public static ProblemException missing() {
    return Problem.notFound(GET_TITLE).raise();
  }

  /** The mesh that a call is about. */
  public static Resource<MeshSpec> mesh(MeshImage image, String name) {
    return image
        .find(CoreTypes.MESH, "", name)
        .orElseThrow(() -> Problem.notFound(MESH_TITLE).raise());
  }

  /** Every call below a mesh answers 404 when there is none, before anything else. */
  public static void meshMustExist(MeshImage image, Ask ask, ResourceType<?> type) {
    if (type.isMeshScoped()) {
      mesh(image, ask.mesh());
    }
  }
}

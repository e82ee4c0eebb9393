package io.meshlog.api.rules;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.ListPage;
import io.meshlog.api.resource.ListQuery;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers which policies are in force for a proxy and for which proxies a policy is, now or at any
 * position: from an image, by the matching that proxies are configured with. Costs as much as the
 * mesh has policies. Thread-safe.
 */
public final class Rules {
  private final Views views;

  public Rules(Views views) {
    this.views = views;
  }

  /** {@code /meshes/{mesh}/dataplanes/{name}/_rules}. */
  public Reply ofDataplane(Ask ask) {
    View view = views.of(ask);
    Resource<DataplaneSpec> dataplane = dataplane(ask, view.image());
    return Reads.positioned(
        Reply.json(
            200,
            new RulesJson(view.image(), ask.mesh())
                .rules(dataplane, PolicyTable.of(view.image(), ask.mesh()).matched(dataplane))),
        view);
  }

  /** {@code /meshes/{mesh}/dataplanes/{name}/_policies}. */
  public Reply policiesOfDataplane(Ask ask) {
    View view = views.of(ask);
    MeshSpec.MeshServices services = mesh(ask, view.image()).spec().meshServices();
    if (services == null || !"Exclusive".equals(services.mode())) {
      throw Problem.badRequest(
              "bad request: can't use _policies endpoint without meshService enabled")
          .raise();
    }
    Resource<DataplaneSpec> dataplane = dataplane(ask, view.image());
    return Reads.positioned(
        Reply.json(
            200,
            new RulesJson(view.image(), ask.mesh())
                .policies(PolicyTable.of(view.image(), ask.mesh()).matched(dataplane))),
        view);
  }

  /** {@code /meshes/{mesh}/{policyPath}/{name}/_resources/dataplanes}. */
  public <S extends Spec> Reply dataplanesOf(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    MeshImage image = view.image();
    mesh(ask, image);
    Resource<S> policy =
        image
            .find(type, ask.mesh(), ask.name())
            .orElseThrow(() -> Problem.notFound("Could not retrieve policy").raise());
    ListQuery query = ListQuery.of(ask, CoreTypes.DATAPLANE);
    PolicyTable table = PolicyTable.of(image, ask.mesh());
    List<Resource<DataplaneSpec>> found =
        image
            .all(CoreTypes.DATAPLANE, ask.mesh())
            .filter(query.filter())
            .filter(dataplane ->
                table.matched(dataplane).stream()
                    .flatMap(matched -> matched.proxy().policies().stream())
                    .anyMatch(each -> each.key().equals(policy.key())))
            .toList();
    ObjectNode page =
        ListPage.json(ask.http(), found, query.offset(), query.size(), RulesJson::meta);
    if (page.path("next").isNull()) {
      page.remove("next");
    }
    return Reads.positioned(Reply.json(200, page), view);
  }

  private static Resource<MeshSpec> mesh(Ask ask, MeshImage image) {
    return image
        .find(CoreTypes.MESH, "", ask.mesh())
        .orElseThrow(() -> Problem.notFound(Reads.MESH_TITLE).raise());
  }

  private static Resource<DataplaneSpec> dataplane(Ask ask, MeshImage image) {
    mesh(ask, image);
    return image
        .find(CoreTypes.DATAPLANE, ask.mesh(), ask.name())
        .orElseThrow(() -> Problem.notFound("Could not retrieve Dataplane").raise());
  }
}

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
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers for which proxies a policy is in force and which a MeshService selects, in pages
 * (rest-and-dataplane-protocol.md 3.4). Costs as much as the mesh has policies and Dataplanes.
 * Thread-safe.
 */
public final class Attached {
  private static final String POLICY_TITLE = "Could not retrieve policy";

  private final Views views;

  public Attached(Views views) {
    this.views = views;
  }

  /** {@code …/{policyPath}/{name}/_resources/dataplanes}. */
  public <S extends Spec> Reply toPolicy(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    return page(ask, view, attachedTo(view.image(), found(ask, view, type)), Shown::meta, false);
  }

  /** {@code …/{policyPath}/{name}/dataplanes}, of older clients. */
  public <S extends Spec> Reply legacyToPolicy(Ask ask, ResourceType<S> type) {
    View view = views.of(ask);
    return page(
        ask,
        view,
        attachedTo(view.image(), found(ask, view, type)),
        dataplane -> attachment(view.image(), dataplane),
        true);
  }

  /** {@code …/meshservices/{name}/_dataplanes} and {@code …/_resources/dataplanes}. */
  public Reply toService(Ask ask) {
    View view = views.of(ask);
    return page(
        ask, view, selectedBy(found(ask, view, CoreTypes.MESH_SERVICE)), Shown::meta, false);
  }

  private static <S extends Spec> Resource<S> found(Ask ask, View view, ResourceType<S> type) {
    Reads.mesh(view.image(), ask.mesh());
    return view.image()
        .find(type, ask.mesh(), ask.name())
        .orElseThrow(() -> Problem.notFound(POLICY_TITLE).raise());
  }

  private static Predicate<Resource<DataplaneSpec>> attachedTo(
      MeshImage image, Resource<?> policy) {
    PolicyTable table = PolicyTable.of(image, policy.mesh());
    ResourceKey key = policy.key();
    return dataplane ->
        table.matched(dataplane, GatewayChoice.listeners(image, dataplane)).stream()
            .flatMap(matched -> matched.proxy().policies().stream())
            .anyMatch(each -> each.key().equals(key));
  }

  /** A MeshService stands for instances of its own zone. */
  private static Predicate<Resource<DataplaneSpec>> selectedBy(Resource<MeshServiceSpec> service) {
    MeshServiceSpec.Selector selector = service.spec().selector();
    return dataplane ->
        selector != null
            && dataplane.origin().equals(service.origin())
            && dataplane.spec().net().inbounds().stream()
                .anyMatch(inbound ->
                    selector.selects(dataplane.displayName(), dataplane.labels(), inbound.tags()));
  }

  /**
   * @param next whether {@code next} is there also at the end
   */
  static Reply page(
      Ask ask,
      View view,
      Predicate<Resource<DataplaneSpec>> wanted,
      Function<Resource<DataplaneSpec>, JsonNode> item,
      boolean next) {
    ListQuery query = ListQuery.of(ask, CoreTypes.DATAPLANE);
    List<Resource<DataplaneSpec>> found =
        view.image()
            .all(CoreTypes.DATAPLANE, ask.mesh())
            .filter(query.filter())
            .filter(wanted)
            .toList();
    ObjectNode page = ListPage.json(ask.http(), found, query.offset(), query.size(), item);
    if (!next && page.path("next").isNull()) {
      page.remove("next");
    }
    return Reads.positioned(Reply.json(200, page), view);
  }

  private static JsonNode attachment(MeshImage image, Resource<DataplaneSpec> dataplane) {
    ObjectNode item = SpecJson.plain().createObjectNode();
    Optional<Resource<MeshGatewaySpec>> gateway = GatewayChoice.of(image, dataplane);
    item.put("kind", gateway.isPresent() ? "MeshGatewayDataplane" : "SidecarDataplane");
    item.putObject("dataplane").put("mesh", dataplane.mesh()).put("name", dataplane.name());
    gateway.ifPresentOrElse(
        found -> {
          item.putObject("gateway").put("mesh", found.mesh()).put("name", found.name());
          item.putArray("listeners");
        },
        () -> item.putArray("attachments").addObject().put("type", "dataplane"));
    return item;
  }
}

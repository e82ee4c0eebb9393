package io.meshlog.api.rules;

import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.View;
import io.meshlog.api.resource.Views;
import io.meshlog.api.rules.RulesJson.Door;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.policy.PolicyTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Answers which policies are in force for a proxy, now or at any position: from an image, by the
 * matching that proxies are configured with. Costs as much as the mesh has policies. Thread-safe.
 */
public final class Rules {
  private final Views views;

  public Rules(Views views) {
    this.views = views;
  }

  /** {@code /meshes/{mesh}/dataplanes/{name}/_rules}. */
  public Reply ofDataplane(Ask ask) {
    Subject subject = Subject.of(ask, views.of(ask), Subject.DATAPLANE_TITLE);
    return Reads.positioned(
        Reply.json(
            200,
            new RulesJson(subject.image(), subject.mesh())
                .rules(subject.dataplane(), doors(subject), subject.matched())),
        subject.view());
  }

  private static List<Door> doors(Subject subject) {
    return GatewayChoice.of(subject.image(), subject.dataplane())
        .map(gateway ->
            Door.of(gateway.spec(), GatewayChoice.listeners(gateway, subject.dataplane())))
        .orElseGet(() -> Door.of(subject.dataplane().spec()));
  }

  /**
   * {@code /meshes/{mesh}/meshgateways/{name}/_rules}: those of a proxy that has the tags of its
   * first selector, whether there is one or not.
   */
  public Reply ofGateway(Ask ask) {
    View view = views.of(ask);
    Reads.mesh(view.image(), ask.mesh());
    Resource<MeshGatewaySpec> gateway =
        view.image()
            .find(MeshGatewaySpec.TYPE, ask.mesh(), ask.name())
            .orElseThrow(() -> Problem.notFound("Could not retrieve MeshGateway").raise());
    Resource<DataplaneSpec> proxy = proxyOf(gateway);
    GatewayListeners listeners = GatewayChoice.listeners(gateway, proxy);
    return Reads.positioned(
        Reply.json(
            200,
            new RulesJson(view.image(), ask.mesh())
                .rules(
                    gateway,
                    Door.of(gateway.spec(), listeners),
                    PolicyTable.of(view.image(), ask.mesh()).matched(proxy, listeners))),
        view);
  }

  private static Resource<DataplaneSpec> proxyOf(Resource<MeshGatewaySpec> gateway) {
    Tags tags =
        Stream.ofNullable(gateway.spec().selectors())
            .flatMap(List::stream)
            .map(Selector::match)
            .findFirst()
            .orElse(Tags.EMPTY);
    return new Resource<>(
        CoreTypes.DATAPLANE,
        CoreTypes.DATAPLANE.key(gateway.mesh(), gateway.origin(), gateway.displayName()),
        gateway.name(),
        gateway.labels(),
        new DataplaneSpec(
            new Networking(null, null, new Gateway("BUILTIN", tags), null, null, null, null, null),
            null,
            null),
        gateway.created(),
        gateway.modified(),
        gateway.version(),
        gateway.pos());
  }
}

package io.meshlog.model.target;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From a policy's top-level reference to the inbounds of one proxy, or to the listeners of a
 * builtin gateway (policies.md 1.3).
 */
public final class TopMatch {
  private TopMatch() {}

  /** Whether xDS ignores it: {@code kuma.io/effect: shadow}. */
  public static boolean shadow(Resource<?> policy) {
    return policy.labels().getOrEmpty(Labels.EFFECT).equals("shadow");
  }

  /** Of a proxy that is no builtin gateway; both are of the same mesh. */
  public static Attachment of(
      Resource<? extends PolicySpec> policy, Resource<DataplaneSpec> dataplane, Routes routes) {
    return of(policy, dataplane, GatewayListeners.NONE, routes);
  }

  /** Both are of the same mesh. */
  public static Attachment of(
      Resource<? extends PolicySpec> policy,
      Resource<DataplaneSpec> dataplane,
      GatewayListeners gateway,
      Routes routes) {
    if (shadow(policy) || !sameZone(policy, dataplane)) {
      return Attachment.NONE;
    }
    return match(policy, dataplane, gateway, routes);
  }

  /** A zone's own policies are for that zone's proxies, unless they are a producer's. */
  private static boolean sameZone(Resource<?> policy, Resource<?> dataplane) {
    boolean bothFromZones =
        policy.labels().getOrEmpty(Labels.ORIGIN).equals("zone")
            && dataplane.labels().getOrEmpty(Labels.ORIGIN).equals("zone");
    if (!bothFromZones
        || !policy.labels().has(Labels.ZONE)
        || policy.labels().getOrEmpty(Precedence.ROLE).equals("producer")) {
      return true;
    }
    return policy
        .labels()
        .getOrEmpty(Labels.ZONE)
        .equals(dataplane.labels().getOrEmpty(Labels.ZONE));
  }

  private static Attachment match(
      Resource<? extends PolicySpec> policy,
      Resource<DataplaneSpec> dataplane,
      GatewayListeners gateway,
      Routes routes) {
    TargetRef top = policy.spec().top();
    return switch (top.known().orElse(null)) {
      case MESH -> byTags(top, dataplane, gateway, Tags.EMPTY);
      case MESH_SUBSET -> byTags(top, dataplane, gateway, top.tagsOrEmpty());
      case MESH_SERVICE, MESH_SERVICE_SUBSET ->
          top.nameOrEmpty().isEmpty()
              ? Attachment.NONE
              : byTags(
                  top, dataplane, gateway, top.tagsOrEmpty().with(Tags.SERVICE, top.nameOrEmpty()));
      case DATAPLANE -> byDataplane(policy, dataplane);
      case MESH_HTTP_ROUTE ->
          route(policy, routes)
              .map(found -> match(found, dataplane, gateway, routes))
              .orElse(Attachment.NONE);
      case MESH_GATEWAY ->
          gateway.gateway().isEmpty() || !gateway.gateway().equals(top.nameOrEmpty())
              ? Attachment.NONE
              : new Attachment(List.of(), false, listeners(gateway, top.tagsOrEmpty()));
      case MESH_EXTERNAL_SERVICE, MESH_MULTI_ZONE_SERVICE -> Attachment.NONE;
      case null -> Attachment.NONE;
    };
  }

  /** The route a policy is about; a route that is about another route counts as unknown. */
  static Optional<Resource<? extends PolicySpec>> route(
      Resource<? extends PolicySpec> policy, Routes routes) {
    return routes
        .byDisplayName(policy.mesh(), policy.spec().top().nameOrEmpty())
        .filter(found -> !found.spec().top().kindIs(TargetKind.MESH_HTTP_ROUTE));
  }

  private static List<Integer> listeners(GatewayListeners gateway, Tags selector) {
    return indexes(gateway.tags(), tags -> tags.satisfy(selector));
  }

  private static Attachment byTags(
      TargetRef top, Resource<DataplaneSpec> dataplane, GatewayListeners gateway, Tags selector) {
    DataplaneSpec.Networking net = dataplane.spec().net();
    if (!top.admits(net.gateway() == null ? "Sidecar" : "Gateway")) {
      return Attachment.NONE;
    }
    return new Attachment(
        indexes(net.inbounds(), inbound -> inbound.tags().satisfy(selector)),
        delegated(net.gateway()) && net.gateway().tags().satisfy(selector),
        listeners(gateway, selector));
  }

  private static Attachment byDataplane(
      Resource<? extends PolicySpec> policy, Resource<DataplaneSpec> dataplane) {
    TargetRef top = policy.spec().top();
    DataplaneSpec.Networking net = dataplane.spec().net();
    boolean builtin = net.gateway() != null && net.gateway().builtin();
    if (builtin || !selects(policy, top, dataplane)) {
      return Attachment.NONE;
    }
    String section = top.sectionOrEmpty();
    return new Attachment(
        indexes(net.inbounds(), inbound -> section.isEmpty() || inbound.section().equals(section)),
        delegated(net.gateway()));
  }

  /** By name means by identity: the policy's own zone is part of it. */
  private static boolean selects(
      Resource<? extends PolicySpec> policy, TargetRef top, Resource<DataplaneSpec> dataplane) {
    if (!top.labelsOrEmpty().isEmpty()) {
      return dataplane.labels().contain(top.labelsOrEmpty());
    }
    if (top.nameOrEmpty().isEmpty()) {
      return true;
    }
    Kri own = Kri.of(dataplane);
    String zone = policy.labels().getOrEmpty(Labels.ZONE);
    return own.equals(new Kri(own.shortName(), policy.mesh(), zone, top.nameOrEmpty(), ""));
  }

  private static boolean delegated(@Nullable Gateway gateway) {
    return gateway != null && !gateway.builtin();
  }

  private static <T> List<Integer> indexes(List<T> all, Predicate<T> wanted) {
    return IntStream.range(0, all.size()).filter(i -> wanted.test(all.get(i))).boxed().toList();
  }
}

package io.meshlog.xds.gateway;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Gateway;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which MeshGateway a Dataplane is (policies.md 1.3, last paragraph). */
public final class GatewayChoice {
  private GatewayChoice() {}

  /** The one with the most particular selector; of equals the first by name. */
  public static Optional<Resource<MeshGatewaySpec>> of(
      MeshImage image, Resource<DataplaneSpec> dataplane) {
    Gateway gateway = dataplane.spec().net().gateway();
    if (gateway == null || !gateway.builtin()) {
      return Optional.empty();
    }
    return image
        .all(MeshGatewaySpec.TYPE, dataplane.mesh())
        .filter(candidate -> sameZone(candidate, dataplane))
        .filter(candidate -> rank(candidate, gateway.tags()).isPresent())
        .max(
            Comparator.<Resource<MeshGatewaySpec>>comparingInt(
                    candidate -> rank(candidate, gateway.tags()).orElse(-1))
                .thenComparing(Resource::key, Comparator.reverseOrder()));
  }

  private static boolean sameZone(Resource<?> gateway, Resource<?> dataplane) {
    return !gateway.labels().getOrEmpty(Labels.ORIGIN).equals("zone")
        || !gateway.labels().has(Labels.ZONE)
        || gateway
            .labels()
            .getOrEmpty(Labels.ZONE)
            .equals(dataplane.labels().getOrEmpty(Labels.ZONE));
  }

  /** How particular its best selector is: more tags count, then those that are not wildcards. */
  private static Optional<Integer> rank(Resource<MeshGatewaySpec> gateway, Tags tags) {
    return Stream.ofNullable(gateway.spec().selectors())
        .flatMap(List::stream)
        .map(Selector::match)
        .filter(tags::satisfy)
        .map(match ->
            match.values().size() * MANY
                + (int) match.values().values().stream().filter(v -> !v.equals("*")).count())
        .max(Comparator.naturalOrder());
  }

  private static final int MANY = 1000;

  /** What policies can select a Dataplane by, if it is a builtin gateway. */
  public static GatewayListeners listeners(MeshImage image, Resource<DataplaneSpec> dataplane) {
    return of(image, dataplane)
        .map(gateway -> listeners(gateway, dataplane))
        .orElse(GatewayListeners.NONE);
  }

  /** The same of a Dataplane that is this gateway. */
  public static GatewayListeners listeners(
      Resource<MeshGatewaySpec> gateway, Resource<DataplaneSpec> dataplane) {
    List<Tags> tags = new ArrayList<>();
    for (Listener listener : gateway.spec().listeners()) {
      Gateway own = dataplane.spec().net().gateway();
      Tags merged = own == null ? Tags.EMPTY : own.tags();
      tags.add(over(over(merged, gateway.spec().tags()), listener.tags()));
    }
    return new GatewayListeners(gateway.displayName(), tags);
  }

  /** By which tags other meshes call its listeners, whichever Dataplane they are of. */
  public static Stream<Tags> open(MeshGatewaySpec gateway) {
    return gateway.listeners().stream()
        .filter(Listener::crossMesh)
        .flatMap(listener ->
            Stream.ofNullable(gateway.selectors())
                .flatMap(List::stream)
                .map(selector -> over(over(gateway.tags(), selector.match()), listener.tags())));
  }

  private static Tags over(Tags under, Tags tags) {
    Tags merged = under;
    for (Map.Entry<String, String> tag : tags.values().entrySet()) {
      merged = merged.with(tag.getKey(), tag.getValue());
    }
    return merged;
  }
}

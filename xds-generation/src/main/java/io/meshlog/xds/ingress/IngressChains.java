package io.meshlog.xds.ingress;

import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Names;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an ingress tells the destinations of one service apart: one SNI for the service, one for each
 * tag set that routes mention (xds-generation.md 5.1).
 *
 * @param bySni for each SNI the tags that narrow the endpoints; without tags for all of them
 * @param keys for each tag set in use, its keys, sorted
 */
public record IngressChains(SortedMap<String, Tags> bySni, List<List<String>> keys) {

  public static IngressChains of(
      String mesh, String service, Collection<Tags> destinations, List<Tags> endpoints) {
    SortedMap<String, Tags> bySni = new TreeMap<>();
    SortedMap<String, List<String>> keys = new TreeMap<>();
    Tags plain = Tags.of(Tags.SERVICE, service);
    bySni.put(Names.sni(mesh, plain), Tags.EMPTY);
    for (Tags each : destinations) {
      if (each.service().equals(service) || each.service().equals("*")) {
        Tags destination = each.with(Tags.SERVICE, service);
        Tags narrowing = narrowing(destination.without(Tags.SERVICE), endpoints);
        bySni.put(Names.sni(mesh, destination), narrowing);
        remember(keys, destination.without(Tags.SERVICE));
        remember(keys, narrowing);
      }
    }
    return new IngressChains(bySni, List.copyOf(keys.values()));
  }

  private static void remember(SortedMap<String, List<String>> keys, Tags tags) {
    if (!tags.isEmpty()) {
      List<String> sorted = List.copyOf(tags.values().keySet());
      keys.put(String.join(",", sorted), sorted);
    }
  }

  /** A tag that all endpoints carry tells nothing apart. */
  private static Tags narrowing(Tags destination, List<Tags> endpoints) {
    Tags result = destination;
    for (var tag : destination.values().entrySet()) {
      boolean all =
          endpoints.stream().allMatch(e -> e.satisfy(Tags.of(tag.getKey(), tag.getValue())));
      if (all) {
        result = result.without(tag.getKey());
      }
    }
    return result;
  }
}

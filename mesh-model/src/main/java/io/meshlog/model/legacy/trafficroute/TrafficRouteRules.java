package io.meshlog.model.legacy.trafficroute;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.Connection;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.Conf;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.LoadBalancer;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.Split;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which TrafficRoutes are accepted. */
final class TrafficRouteRules implements SpecRules<TrafficRouteSpec> {
  private static final Set<String> HASHES = Set.of("XX_HASH", "MURMUR_HASH_2");

  @Override
  public void validate(TrafficRouteSpec spec, Violations violations) {
    new Connection(spec.sources(), spec.destinations()).betweenServices(violations);
    Conf conf = spec.conf();
    Violations at = violations.at("conf");
    if (conf == null) {
      at.add(Checks.EMPTY);
      return;
    }
    targets(conf.split(), conf.destination(), at);
    List<HttpRoute> routes = conf.http() == null ? List.of() : conf.http();
    for (int i = 0; i < routes.size(); i++) {
      HttpRoute route = routes.get(i);
      Violations here = at.at("http", i);
      HttpRouteRules.match(route.match(), here.at("match"));
      if (route.modify() != null) {
        HttpRouteRules.modify(route.modify(), route.match(), here.at("modify"));
      }
      targets(route.split(), route.destination(), here);
    }
    if (conf.loadBalancer() != null) {
      loadBalancer(conf.loadBalancer(), at.at("loadBalancer"));
    }
  }

  private static void targets(
      @Nullable List<Split> split, @Nullable Tags destination, Violations at) {
    boolean splits = split != null && !split.isEmpty();
    if (!splits && destination == null) {
      at.add("requires either \"destination\" or \"split\"");
    }
    if (splits && destination != null) {
      at.add("\"split\" cannot be defined at the same time as \"destination\"");
    }
    if (splits) {
      split(split, at.at("split"));
    }
    if (destination != null) {
      SelectorRules.OF_SERVICE.tags(destination, at.at("destination"));
    }
  }

  private static void split(List<Split> split, Violations at) {
    long total = 0;
    for (int i = 0; i < split.size(); i++) {
      Long weight = split.get(i).weight();
      if (weight == null) {
        at.index(i).add("weight", "needs to be defined");
      } else {
        total += weight;
      }
      SelectorRules.OF_SERVICE.tags(
          split.get(i).destinationOrNone(), at.index(i).at("destination"));
    }
    if (total == 0) {
      at.add("there must be at least one split entry with weight above 0");
    }
  }

  private static void loadBalancer(LoadBalancer balancer, Violations at) {
    if (balancer.leastRequest() != null && balancer.leastRequest().choiceCount() == 1) {
      at.add("leastRequest.choiceCount", "value must be greater than or equal to 2");
    }
    if (balancer.ringHash() != null
        && (balancer.ringHash().hashFunction() == null
            || !HASHES.contains(balancer.ringHash().hashFunction()))) {
      at.add("ringHash.hashFunction", "must have a valid hash function");
    }
  }
}

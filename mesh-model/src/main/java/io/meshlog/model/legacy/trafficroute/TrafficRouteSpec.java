package io.meshlog.model.legacy.trafficroute;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import io.meshlog.model.json.OneOf;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the requests for a service go. */
public record TrafficRouteSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<TrafficRouteSpec> TYPE =
      ResourceType.named("TrafficRoute", TrafficRouteSpec.class)
          .path("traffic-routes")
          .displayNames("Traffic Route", "Traffic Routes")
          .legacyPolicy()
          .rules(new TrafficRouteRules())
          .withoutEffect("MeshHTTPRoute, MeshTCPRoute and MeshLoadBalancingStrategy")
          .build();

  public record Conf(
      @Nullable List<Split> split,
      @JsonAlias("load_balancer") @Nullable LoadBalancer loadBalancer,
      @Nullable Tags destination,
      @Nullable List<HttpRoute> http) {
    public Conf {
      destination = destination == null || destination.isEmpty() ? null : destination;
    }
  }

  public record Split(@UInt32Value @Nullable Long weight, @Nullable Tags destination) {
    public Tags destinationOrNone() {
      return Objects.requireNonNullElse(destination, Tags.EMPTY);
    }
  }

  /** One of these. */
  public record LoadBalancer(
      @JsonAlias("round_robin") @Nullable Nothing roundRobin,
      @JsonAlias("least_request") @Nullable LeastRequest leastRequest,
      @JsonAlias("ring_hash") @Nullable RingHash ringHash,
      @Nullable Nothing random,
      @Nullable Nothing maglev) {
    public LoadBalancer {
      new OneOf()
          .or("roundRobin", roundRobin)
          .or("leastRequest", leastRequest)
          .or("ringHash", ringHash)
          .or("random", random)
          .or("maglev", maglev)
          .check();
    }
  }

  /** A choice without settings. */
  public record Nothing() {}

  public record LeastRequest(@JsonAlias("choice_count") @UInt32 long choiceCount) {}

  /** Sizes are printed as text, like every number of 64 bits. */
  public record RingHash(
      @JsonAlias("hash_function") @Nullable String hashFunction,
      @JsonAlias("min_ring_size") @JsonFormat(shape = JsonFormat.Shape.STRING) long minRingSize,
      @JsonAlias("max_ring_size") @JsonFormat(shape = JsonFormat.Shape.STRING) long maxRingSize) {
    public RingHash {
      if (minRingSize < 0 || maxRingSize < 0) {
        throw new IllegalArgumentException("a ring's size must not be negative");
      }
    }
  }
}

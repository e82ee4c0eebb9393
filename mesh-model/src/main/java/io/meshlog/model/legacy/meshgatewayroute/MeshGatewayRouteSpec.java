package io.meshlog.model.legacy.meshgatewayroute;

import io.meshlog.model.json.OneOf;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a builtin gateway sends what comes in at listeners with the selected tags. */
public record MeshGatewayRouteSpec(@Nullable List<Selector> selectors, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<MeshGatewayRouteSpec> TYPE =
      ResourceType.named("MeshGatewayRoute", MeshGatewayRouteSpec.class)
          .path("meshgatewayroutes")
          .displayNames("Mesh Gateway Route", "Mesh Gateway Routes")
          .legacyPolicy()
          .rules(new MeshGatewayRouteRules())
          .build();

  /** Whether it is for listeners with these tags. */
  public boolean selects(Tags listener) {
    return selectors != null
        && selectors.stream().anyMatch(selector -> listener.satisfy(selector.match()));
  }

  public List<HttpRule> httpRules() {
    return conf == null || conf.http() == null || conf.http().rules() == null
        ? List.of()
        : conf.http().rules();
  }

  /** None means all that the listener takes. */
  public List<String> hostnames() {
    return conf == null || conf.http() == null || conf.http().hostnames() == null
        ? List.of()
        : conf.http().hostnames();
  }

  public List<TcpRule> tcpRules() {
    return conf == null || conf.tcp() == null || conf.tcp().rules() == null
        ? List.of()
        : conf.tcp().rules();
  }

  /** Whereto it leads, mirrors included. */
  public Stream<Tags> destinations() {
    Stream<HttpRule.Backend> mirrors =
        httpRules().stream()
            .flatMap(rule -> rule.filtersOrNone().stream())
            .flatMap(filter -> Stream.ofNullable(filter.mirror()))
            .flatMap(mirror -> Stream.ofNullable(mirror.backend()));
    Stream<HttpRule.Backend> http =
        httpRules().stream().flatMap(rule -> rule.backendsOrNone().stream());
    Stream<HttpRule.Backend> tcp =
        tcpRules().stream().flatMap(rule -> rule.backendsOrNone().stream());
    return Stream.of(mirrors, http, tcp)
        .flatMap(backends -> backends)
        .map(HttpRule.Backend::destination);
  }

  /** By TCP or by HTTP. */
  public record Conf(@Nullable TcpRoute tcp, @Nullable HttpRoute http) {
    public Conf {
      new OneOf().or("tcp", tcp).or("http", http).check();
    }
  }

  public record TcpRoute(@Nullable List<TcpRule> rules) {}

  public record TcpRule(@Nullable List<HttpRule.Backend> backends) {
    public List<HttpRule.Backend> backendsOrNone() {
      return backends == null ? List.of() : backends;
    }
  }

  public record HttpRoute(@Nullable List<String> hostnames, @Nullable List<HttpRule> rules) {}
}

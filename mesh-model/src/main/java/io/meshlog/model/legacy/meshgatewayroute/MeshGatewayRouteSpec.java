package io.meshlog.model.legacy.meshgatewayroute;

import io.meshlog.model.json.OneOf;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
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
          .withoutEffect("MeshHTTPRoute or MeshTCPRoute")
          .build();

  /** By TCP or by HTTP. */
  public record Conf(@Nullable TcpRoute tcp, @Nullable HttpRoute http) {
    public Conf {
      new OneOf().or("tcp", tcp).or("http", http).check();
    }
  }

  public record TcpRoute(@Nullable List<TcpRule> rules) {}

  public record TcpRule(@Nullable List<HttpRule.Backend> backends) {}

  public record HttpRoute(@Nullable List<String> hostnames, @Nullable List<HttpRule> rules) {}
}

package io.meshlog.model.legacy.proxytemplate;

import io.meshlog.model.json.OneOf;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to what Envoy gets. */
public record ProxyTemplateSpec(@Nullable List<Selector> selectors, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<ProxyTemplateSpec> TYPE =
      ResourceType.named("ProxyTemplate", ProxyTemplateSpec.class)
          .path("proxytemplates")
          .displayNames("Proxy Template", "Proxy Templates")
          .legacyPolicy()
          .rules(new ProxyTemplateRules())
          .withoutEffect("MeshProxyPatch")
          .build();

  /**
   * @param imports names of profiles
   */
  public record Conf(
      @Nullable List<String> imports,
      @Nullable List<RawResource> resources,
      @Nullable List<Modification> modifications) {}

  public record RawResource(
      @Nullable String name, @Nullable String version, @Nullable String resource) {}

  /** One of these. */
  public record Modification(
      @Nullable OfPart cluster,
      @Nullable OfPart listener,
      @Nullable OfPart networkFilter,
      @Nullable OfPart httpFilter,
      @Nullable OfPart virtualHost) {
    public Modification {
      new OneOf()
          .or("cluster", cluster)
          .or("listener", listener)
          .or("networkFilter", networkFilter)
          .or("httpFilter", httpFilter)
          .or("virtualHost", virtualHost)
          .check();
    }
  }

  /**
   * @param value a part of Envoy's configuration, in YAML
   */
  public record OfPart(@Nullable Match match, @Nullable String operation, @Nullable String value) {
    String matchedName() {
      return match == null || match.name() == null ? "" : match.name();
    }
  }

  /** What a part has to be like; not each applies to every part. */
  public record Match(
      @Nullable String origin,
      @Nullable String name,
      @Nullable Tags tags,
      @Nullable String listenerName,
      @Nullable Tags listenerTags,
      @Nullable String routeConfigurationName) {}
}

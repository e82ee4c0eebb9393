package io.meshlog.model.legacy.virtualoutbound;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hostnames for services, from their tags. */
public record VirtualOutboundSpec(@Nullable List<Selector> selectors, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<VirtualOutboundSpec> TYPE =
      ResourceType.named("VirtualOutbound", VirtualOutboundSpec.class)
          .path("virtual-outbounds")
          .displayNames("Virtual Outbound", "Virtual Outbounds")
          .legacyPolicy()
          .rules(new VirtualOutboundRules())
          .build();

  /**
   * @param host and {@code port}: templates with the parameters
   */
  public record Conf(
      @Nullable String host, @Nullable String port, @Nullable List<Parameter> parameters) {
    public List<Parameter> parametersOrNone() {
      return parameters == null ? List.of() : parameters;
    }
  }

  /**
   * @param tagKey null means the name
   */
  public record Parameter(@Nullable String name, @JsonAlias("tag_key") @Nullable String tagKey) {
    public String nameOrNone() {
      return name == null ? "" : name;
    }

    /** The tag that it stands for. */
    public String tag() {
      return tagKey == null || tagKey.isEmpty() ? nameOrNone() : tagKey;
    }
  }
}

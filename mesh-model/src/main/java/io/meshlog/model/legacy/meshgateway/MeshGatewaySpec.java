package io.meshlog.model.legacy.meshgateway;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.legacy.ProtoSource;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What builtin gateways listen on.
 *
 * @param selectors the Dataplanes that are this gateway
 * @param tags added to those of its listeners
 */
public record MeshGatewaySpec(
    @Nullable List<Selector> selectors,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags,
    @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<MeshGatewaySpec> TYPE =
      ResourceType.named("MeshGateway", MeshGatewaySpec.class)
          .path("meshgateways")
          .shortName("mgw")
          .displayNames("Mesh Gateway", "Mesh Gateways")
          .channels(ChannelKind.POLICY, ChannelKind.INVENTORY)
          .rules(new MeshGatewayRules())
          .build();

  public MeshGatewaySpec {
    tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
  }

  public List<Listener> listeners() {
    return conf == null || conf.listeners() == null ? List.of() : conf.listeners();
  }

  public record Conf(@Nullable List<Listener> listeners) {}

  /**
   * @param hostname null means any
   * @param protocol null: none was said
   * @param crossMesh whether other meshes may call it
   */
  public record Listener(
      @Nullable String hostname,
      @UInt32 long port,
      @Nullable Protocol protocol,
      @Nullable Tls tls,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags,
      boolean crossMesh,
      @Nullable Resources resources) {
    public Listener {
      protocol = protocol == Protocol.NONE ? null : protocol;
      tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
    }

    /** The hosts it takes; nothing said means all. */
    public String hosts() {
      return hostname == null || hostname.isEmpty() ? "*" : hostname;
    }

    public long connectionLimit() {
      return resources == null ? 0 : resources.connectionLimit();
    }
  }

  /** What a listener speaks. */
  public enum Protocol {
    NONE,
    TCP,
    TLS,
    HTTP,
    HTTPS
  }

  /**
   * @param mode null: none was said
   */
  public record Tls(
      @Nullable TlsMode mode, @Nullable List<ProtoSource> certificates, @Nullable Options options) {
    public Tls {
      mode = mode == TlsMode.NONE ? null : mode;
    }

    public List<ProtoSource> certificatesOrNone() {
      return certificates == null ? List.of() : certificates;
    }
  }

  /** What a listener does with TLS. */
  public enum TlsMode {
    NONE,
    TERMINATE,
    PASSTHROUGH
  }

  /** Kuma has none so far. */
  public record Options() {}

  public record Resources(@UInt32 @JsonAlias("connection_limit") long connectionLimit) {}
}

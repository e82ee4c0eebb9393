package io.meshlog.zone.dataplane;

import io.meshlog.model.admit.Admission;
import io.meshlog.model.admit.Checked;
import io.meshlog.model.admit.Submission;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A proxy's resource as kuma-dp sends it, YAML or JSON. It is checked when that is asked for, and
 * once, however many ask.
 */
public final class ProxyResource {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();

  private final ProxyKind kind;
  private final String mesh;
  private final String name;
  private final ObjectNode body;
  private volatile @Nullable Judged judged;

  private record Judged(Admission by, ResourceType<?> type, Checked<?> verdict) {}

  private ProxyResource(ProxyKind kind, String mesh, String name, ObjectNode body) {
    this.kind = kind;
    this.mesh = mesh;
    this.name = name;
    this.body = body;
  }

  public ProxyKind kind() {
    return kind;
  }

  /** Empty for zone proxies. */
  public String mesh() {
    return mesh;
  }

  public String name() {
    return name;
  }

  /** Empty when the text is no resource of this kind of proxy. */
  public static Optional<ProxyResource> read(ProxyKind kind, String text) {
    try {
      if (!(tree(text) instanceof ObjectNode body)
          || !body.path("type").asString("").equals(type(kind).name())) {
        return Optional.empty();
      }
      String mesh = type(kind).isMeshScoped() ? body.path("mesh").asString("") : "";
      return Optional.of(new ProxyResource(kind, mesh, body.path("name").asString(""), body));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /** What kuma-dp sends is JSON: YAML takes ten times as long. */
  private static JsonNode tree(String text) {
    if (text.startsWith("{")) {
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        // A mapping of YAML in braces need not be JSON.
      }
    }
    return YAML.readTree(text);
  }

  /** The proxy that a resource stands for, if it stands for one. */
  public static Optional<ProxyKey> proxy(ResourceKey key) {
    if (key.type().equals(CoreTypes.DATAPLANE.name())) {
      return Optional.of(ProxyKey.dataplane(key.mesh(), key.name()));
    }
    if (key.type().equals(CoreTypes.ZONE_INGRESS.name())) {
      return Optional.of(ProxyKey.ingress(key.name()));
    }
    return key.type().equals(CoreTypes.ZONE_EGRESS.name())
        ? Optional.of(ProxyKey.egress(key.name()))
        : Optional.empty();
  }

  /** The type of resource that stands for a kind of proxy. */
  public static ResourceType<? extends Spec> type(ProxyKind kind) {
    return switch (kind) {
      case DATAPLANE -> CoreTypes.DATAPLANE;
      case INGRESS -> CoreTypes.ZONE_INGRESS;
      case EGRESS -> CoreTypes.ZONE_EGRESS;
    };
  }

  /** What is right or wrong with it, without regard to what is stored. */
  @SuppressWarnings("unchecked")
  public <S extends Spec> Checked<S> check(Admission admission, ResourceType<S> type) {
    Judged known = judged;
    if (known == null || known.by() != admission || known.type() != type) {
      known =
          new Judged(admission, type, admission.check(new Submission<>(type, mesh, name, body)));
      judged = known;
    }
    return (Checked<S>) known.verdict();
  }

  /** Labels as submitted; those that are no strings are left to the admission. */
  public Labels labels() {
    Labels labels = Labels.EMPTY;
    for (var label : body.path("labels").properties()) {
      labels = labels.with(label.getKey(), label.getValue().asString(""));
    }
    return labels;
  }
}

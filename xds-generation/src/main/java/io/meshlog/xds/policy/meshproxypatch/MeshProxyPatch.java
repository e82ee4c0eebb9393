package io.meshlog.xds.policy.meshproxypatch;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Changes to what Envoy gets that no other policy can say. */
public record MeshProxyPatch(
    @Nullable TargetRef targetRef, @JsonProperty("default") @Nullable Conf conf)
    implements PolicySpec {

  /**
   * @param appendModifications those of all policies, weakest first, one after the other
   */
  public record Conf(@Nullable List<Modification> appendModifications) {
    List<Modification> modifications() {
      return PolicySpec.orNone(appendModifications);
    }
  }

  /** Exactly one of them. */
  public record Modification(
      @Nullable Change cluster,
      @Nullable Change listener,
      @Nullable Change networkFilter,
      @Nullable Change httpFilter,
      @Nullable Change virtualHost) {}

  /**
   * @param value YAML of the Envoy message
   */
  public record Change(
      @Nullable Operation operation,
      @Nullable Match match,
      @Nullable String value,
      @Nullable List<JsonPatch> jsonPatches) {
    List<JsonPatch> patches() {
      return PolicySpec.orNone(jsonPatches);
    }

    Match matchOrAny() {
      return match == null ? new Match(null, null, null, null, null, null) : match;
    }
  }

  /** The words are Kuma's; not all are for all kinds. */
  public enum Operation {
    Add,
    Remove,
    Patch,
    AddFirst,
    AddLast,
    AddBefore,
    AddAfter
  }

  /** All that is set must hold; names are compared whole. */
  public record Match(
      @Nullable String origin,
      @Nullable String name,
      @Nullable Tags tags,
      @Nullable String listenerName,
      @Nullable Tags listenerTags,
      @Nullable String routeConfigurationName) {}

  /**
   * @param op add, remove, replace, move or copy
   * @param path a JSON pointer into the message's JSON, names in camelCase
   */
  public record JsonPatch(
      @Nullable String op,
      @Nullable String path,
      @Nullable JsonNode value,
      @Nullable String from) {}

  @Override
  public @Nullable Conf single() {
    return conf;
  }
}

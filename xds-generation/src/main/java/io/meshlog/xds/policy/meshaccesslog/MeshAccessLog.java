package io.meshlog.xds.policy.meshaccesslog;

import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import io.meshlog.xds.policy.Collector;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Where a proxy writes what it was asked and what it asked of others. */
public record MeshAccessLog(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Conf>> to,
    @Nullable List<Targeted<Conf>> from,
    @Nullable List<Matched<Conf>> rules)
    implements PolicySpec {

  /**
   * @param backends none switches logging off, where confs are merged
   */
  public record Conf(@Nullable List<Backend> backends) {
    List<Backend> backendsOrNone() {
      return PolicySpec.orNone(backends);
    }
  }

  public record Backend(
      @Nullable Type type,
      @Nullable Tcp tcp,
      @Nullable File file,
      @Nullable OpenTelemetry openTelemetry) {}

  /** The words are Kuma's. */
  public enum Type {
    Tcp,
    File,
    OpenTelemetry
  }

  /**
   * @param address {@code host:port}
   */
  public record Tcp(@Nullable String address, @Nullable Format format) {}

  public record File(@Nullable String path, @Nullable Format format) {}

  /**
   * @param endpoint {@code host:port}, gRPC
   * @param body a string, or a value as OTLP writes it in JSON
   */
  public record OpenTelemetry(
      @Nullable String endpoint,
      Collector.@Nullable BackendResource backendRef,
      @Nullable List<Entry> attributes,
      @Nullable JsonNode body) {
    List<Entry> attributesOrNone() {
      return PolicySpec.orNone(attributes);
    }
  }

  /**
   * @param omitEmptyValues absent: false
   */
  public record Format(
      @Nullable Kind type,
      @Nullable String plain,
      @Nullable List<Entry> json,
      @Nullable Boolean omitEmptyValues) {}

  /** The words are Kuma's. */
  public enum Kind {
    Plain,
    Json
  }

  public record Entry(@Nullable String key, @Nullable String value) {}

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules);
  }
}

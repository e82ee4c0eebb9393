package io.meshlog.model.telemetry;

import io.meshlog.model.resource.Spec;
import org.jspecify.annotations.Nullable;

/**
 * An OpenTelemetry collector that several policies refer to. Empty means the one beside the proxy.
 *
 * @param protocol null means grpc
 */
public record MeshOpenTelemetryBackendSpec(
    @Nullable Endpoint endpoint, @Nullable Protocol protocol, @Nullable Env env) implements Spec {

  /**
   * @param address an IP address or a host name; null: beside the proxy
   * @param port null means 4317
   * @param path before {@code /v1/traces} and the like, for http only
   */
  public record Endpoint(@Nullable String address, @Nullable Integer port, @Nullable String path) {}

  /** The words are Kuma's. */
  public enum Protocol {
    grpc,
    http
  }

  /**
   * Whether the {@code OTEL_EXPORTER_OTLP_*} variables of kuma-dp count.
   *
   * @param mode null means Optional
   * @param precedence null means EnvFirst
   * @param allowSignalOverrides null means true
   */
  public record Env(
      @Nullable Mode mode,
      @Nullable Precedence precedence,
      @Nullable Boolean allowSignalOverrides) {}

  public enum Mode {
    Disabled,
    Optional,
    Required
  }

  public enum Precedence {
    ExplicitFirst,
    EnvFirst
  }

  public boolean overHttp() {
    return protocol == Protocol.http;
  }
}

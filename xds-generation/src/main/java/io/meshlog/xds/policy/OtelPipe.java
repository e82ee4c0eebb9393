package io.meshlog.xds.policy;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec.Endpoint;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec.Env;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec.Mode;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec.Precedence;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.policy.Collector.BackendResource;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes to a MeshOpenTelemetryBackend goes through kuma-dp, which is told at {@code /otel}
 * where to take it and where to pass it on. Nothing for a kuma-dp that cannot, or whose working
 * folder is unknown.
 */
public final class OtelPipe {
  private static final String PATH = "/otel";
  private static final int PORT = 4317;

  /** The words are Kuma's. */
  public enum Signal {
    traces,
    logs,
    metrics
  }

  private OtelPipe() {}

  /**
   * Has kuma-dp pass a signal on.
   *
   * @param interval of metrics, null for what Envoy hands in when there is some
   * @return kuma-dp's socket; empty when the reference leads nowhere
   */
  public static Optional<String> open(
      ProxyDraft proxy, @Nullable BackendResource ref, Signal signal, @Nullable String interval) {
    ProxyFacts facts = proxy.facts();
    if (ref == null || !facts.has(ProxyFacts.OTEL_PIPE) || facts.workdir().isEmpty()) {
      return Optional.empty();
    }
    return find(proxy, ref)
        .map(backend -> {
          ObjectNode told = told(proxy, backend);
          ObjectNode plan = told.putObject(signal.name()).put("enabled", true);
          if (interval != null) {
            plan.put("refreshInterval", interval);
          }
          return told.path("socketPath").stringValue();
        });
  }

  /** By name one of this zone before others; by labels the oldest. */
  private static Optional<Resource<MeshOpenTelemetryBackendSpec>> find(
      ProxyDraft proxy, BackendResource ref) {
    Stream<Resource<MeshOpenTelemetryBackendSpec>> all = proxy.collectors().stream();
    Labels wanted = ref.labels();
    if (wanted != null) {
      return all.filter(backend -> backend.labels().contain(wanted))
          .min(
              Comparator.<Resource<?>, Instant>comparing(Resource::created)
                  .thenComparing(Resource::key));
    }
    Origin here = Origin.zone(proxy.mesh().zone());
    return all.filter(backend -> backend.displayName().equals(ref.name()))
        .min(
            Comparator.<Resource<?>, Boolean>comparing(backend -> !backend.origin().equals(here))
                .thenComparing(Resource::key));
  }

  /** Its entry, in the order of names. */
  private static ObjectNode told(ProxyDraft proxy, Resource<MeshOpenTelemetryBackendSpec> backend) {
    ObjectNode root =
        (ObjectNode)
            proxy
                .dynamicConfig()
                .computeIfAbsent(PATH, none -> SpecJson.plain().createObjectNode());
    ArrayNode all = root.withArray("backends");
    int at = 0;
    for (; at < all.size(); at++) {
      int order = all.get(at).path("name").stringValue().compareTo(backend.name());
      if (order == 0) {
        return (ObjectNode) all.get(at);
      }
      if (order > 0) {
        break;
      }
    }
    ObjectNode told = all.insertObject(at);
    MeshOpenTelemetryBackendSpec spec = backend.spec();
    told.put("name", backend.name())
        .put("socketPath", Sockets.collector(proxy, backend.name()))
        .put("endpoint", endpoint(spec.endpoint()))
        .put("useHTTP", spec.overHttp());
    String path = spec.endpoint() == null ? null : spec.endpoint().path();
    if (path != null && !path.isEmpty()) {
      told.put("path", path);
    }
    policy(spec.env(), told.putObject("envPolicy"));
    told.put("clientLayout", "shared");
    return told;
  }

  /** Without a host it is the one beside kuma-dp. */
  private static String endpoint(@Nullable Endpoint said) {
    String host = said == null || said.address() == null ? "" : said.address();
    int port = said == null || said.port() == null ? PORT : said.port();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
  }

  private static void policy(@Nullable Env said, ObjectNode into) {
    Env env = said == null ? new Env(null, null, null) : said;
    into.put("mode", Objects.requireNonNullElse(env.mode(), Mode.Optional).name())
        .put(
            "precedence", Objects.requireNonNullElse(env.precedence(), Precedence.EnvFirst).name());
    if (!Boolean.FALSE.equals(env.allowSignalOverrides())) {
      into.put("allowSignalOverrides", true);
    }
  }
}

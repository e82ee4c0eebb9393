package io.meshlog.model.mesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One mesh. Parts that this version does not act on are kept, so that a client reads back what it
 * wrote.
 *
 * @param mtls absent: mutual TLS is off
 * @param skipCreatingInitialPolicies type names, or {@code *}
 */
public record MeshSpec(
    @Nullable Mtls mtls,
    @Nullable Tracing tracing,
    @Nullable Logging logging,
    @Nullable Metrics metrics,
    @Nullable Networking networking,
    @Nullable Routing routing,
    @Nullable Constraints constraints,
    @Nullable List<String> skipCreatingInitialPolicies,
    @Nullable MeshServices meshServices)
    implements Spec {

  public static final MeshSpec EMPTY =
      new MeshSpec(null, null, null, null, null, null, null, null, null);

  MeshSpec withMetrics(@Nullable Metrics other) {
    return new MeshSpec(
        mtls,
        tracing,
        logging,
        other,
        networking,
        routing,
        constraints,
        skipCreatingInitialPolicies,
        meshServices);
  }

  /** The CA backend in force, if mutual TLS is on. */
  public Optional<CaBackend> enabledBackend() {
    return mtls == null ? Optional.empty() : mtls.enabled();
  }

  public boolean mtlsEnabled() {
    return enabledBackend().isPresent();
  }

  /** Whether proxies may reach destinations the mesh does not know; true unless switched off. */
  public boolean passthrough() {
    return networking == null
        || networking.outbound() == null
        || networking.outbound().passthrough() == null
        || networking.outbound().passthrough();
  }

  DataplaneProxy membership() {
    return constraints == null || constraints.dataplaneProxy() == null
        ? DataplaneProxy.NONE
        : constraints.dataplaneProxy();
  }

  public boolean localityAwareLoadBalancing() {
    return routing != null && Boolean.TRUE.equals(routing.localityAwareLoadBalancing());
  }

  /** Whether sidecars leave their zone through its egress only; that takes mutual TLS. */
  public boolean zoneEgress() {
    return routing != null
        && Boolean.TRUE.equals(routing.zoneEgress())
        && enabledBackend().isPresent();
  }

  /** Whether what is outside of the mesh is closed to everybody. */
  public boolean forbidsExternalServices() {
    return routing != null && Boolean.TRUE.equals(routing.defaultForbidMeshExternalServiceAccess());
  }

  public record Mtls(
      @Nullable String enabledBackend,
      @Nullable List<CaBackend> backends,
      @Nullable Boolean skipValidation) {
    public Optional<CaBackend> enabled() {
      if (enabledBackend == null || enabledBackend.isEmpty() || backends == null) {
        return Optional.empty();
      }
      return backends.stream().filter(b -> b.name().equals(enabledBackend)).findFirst();
    }
  }

  /**
   * @param type {@code builtin} or {@code provided}
   * @param mode null means STRICT
   */
  public record CaBackend(
      String name,
      String type,
      @Nullable DpCert dpCert,
      @Nullable Map<String, Object> conf,
      @Nullable Mode mode,
      @Nullable RootChain rootChain) {
    public CaBackend {
      mode = mode == Mode.STRICT ? null : mode;
    }

    public boolean permissive() {
      return mode == Mode.PERMISSIVE;
    }
  }

  /** Whether plain text is accepted beside mutual TLS. */
  public enum Mode {
    STRICT,
    PERMISSIVE
  }

  public record DpCert(@Nullable Rotation rotation, @Nullable ProtoDuration requestTimeout) {}

  /**
   * @param expiration lifetime of a proxy's certificate, e.g. {@code 1d}; null means 24 hours
   */
  public record Rotation(@Nullable String expiration) {}

  public record RootChain(@Nullable ProtoDuration requestTimeout) {}

  public record Tracing(@Nullable String defaultBackend, @Nullable List<TraceBackend> backends) {}

  /**
   * @param conf depends on the type
   */
  public record TraceBackend(
      @Nullable String name,
      @Wrapped @Nullable Double sampling,
      @Nullable String type,
      @Nullable Map<String, Object> conf) {}

  public record Logging(@Nullable String defaultBackend, @Nullable List<LogBackend> backends) {}

  /**
   * @param conf depends on the type
   */
  public record LogBackend(
      @Nullable String name,
      @Nullable String format,
      @Nullable String type,
      @Nullable Map<String, Object> conf) {}

  public record Metrics(@Nullable String enabledBackend, @Nullable List<MetricsBackend> backends) {}

  /**
   * @param conf depends on the type
   */
  public record MetricsBackend(
      @Nullable String name, @Nullable String type, @Nullable Map<String, Object> conf) {}

  public record Constraints(@Nullable DataplaneProxy dataplaneProxy) {}

  /**
   * Who may be in the mesh: each tag set of a proxy has to satisfy one of the requirements, if
   * there are any, and none of the restrictions.
   */
  public record DataplaneProxy(
      @Nullable List<TagRule> requirements, @Nullable List<TagRule> restrictions) {
    static final DataplaneProxy NONE = new DataplaneProxy(null, null);
  }

  public record TagRule(@JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags) {
    public TagRule {
      tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
    }
  }

  public record Networking(@Nullable Outbound outbound) {}

  public record Outbound(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean passthrough) {}

  public record Routing(
      @Nullable Boolean localityAwareLoadBalancing,
      @Nullable Boolean zoneEgress,
      @Nullable Boolean defaultForbidMeshExternalServiceAccess) {}

  /** Whether services have no names and addresses but those by identity. */
  public boolean exclusive() {
    return meshServices != null && "Exclusive".equals(meshServices.mode());
  }

  /** Whether proxies reach no services by identity but those that they say they do. */
  public boolean onlyReachableBackends() {
    return meshServices != null && "ReachableBackends".equals(meshServices.mode());
  }

  /**
   * @param mode null means Disabled
   */
  public record MeshServices(@Nullable String mode) {
    public MeshServices {
      mode = "Disabled".equals(mode) ? null : mode;
    }
  }
}

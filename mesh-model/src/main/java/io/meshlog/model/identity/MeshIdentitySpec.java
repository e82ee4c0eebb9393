package io.meshlog.model.identity;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.resource.LabelSelector;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which workloads get which SPIFFE identity, and who signs for it (policies.md 2.17).
 *
 * @param selector without one it is for nobody
 */
public record MeshIdentitySpec(
    @Nullable Selector selector,
    @JsonProperty("spiffeID") @Nullable SpiffeId spiffeId,
    @Nullable Provider provider)
    implements Spec {

  public record Selector(@Nullable LabelSelector dataplane) {}

  /** Both are templates. */
  public record SpiffeId(@Nullable String trustDomain, @Nullable String path) {}

  /**
   * Whether dataplanes with these labels are who their label {@code kuma.io/workload} says: the
   * path refers to it, as it does on Universal when none is given.
   */
  public boolean byWorkload(Labels labels) {
    if (selector == null || selector.dataplane() == null) {
      return false;
    }
    String path = spiffeId == null ? null : spiffeId.path();
    boolean refers =
        path == null
            || path.isEmpty()
            || path.contains(Labels.WORKLOAD)
            || path.contains(".Workload");
    return refers && selector.dataplane().matches(labels);
  }

  public record Provider(
      @Nullable ProviderType type,
      @Nullable Bundled bundled,
      @Nullable Spire spire,
      @Nullable Extension extension) {}

  /** The words are Kuma's. */
  public enum ProviderType {
    Bundled,
    Spire,
    Extension
  }

  /** The control plane signs, with a CA of its own or with one it is given. */
  public record Bundled(
      @Nullable MeshTrustCreation meshTrustCreation,
      @Nullable Boolean insecureAllowSelfSigned,
      @Nullable Autogenerate autogenerate,
      @Nullable Ca ca,
      @Nullable CertificateParameters certificateParameters) {}

  public enum MeshTrustCreation {
    Enabled,
    Disabled
  }

  public record Autogenerate(@Nullable Boolean enabled) {}

  public record Ca(@Nullable SecureDataSource certificate, @Nullable SecureDataSource privateKey) {}

  public record CertificateParameters(@Nullable GoDuration expiry) {}

  public record Spire(@Nullable Agent agent) {}

  public record Agent(@Nullable GoDuration timeout) {}

  public record Extension(@Nullable String name, @Nullable Map<String, Object> config) {}
}

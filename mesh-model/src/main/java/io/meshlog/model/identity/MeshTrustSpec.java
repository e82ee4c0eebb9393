package io.meshlog.model.identity;

import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed for a trust domain (policies.md 2.17).
 *
 * @param origin the MeshIdentity it was made for; old, the status says it too
 */
public record MeshTrustSpec(
    @Nullable Origin origin, @Nullable String trustDomain, @Nullable List<CaBundle> caBundles)
    implements Spec {

  public record Origin(@Nullable String kri) {}

  public record CaBundle(@Nullable BundleType type, @Nullable Pem pem) {}

  /** The word is Kuma's. */
  public enum BundleType {
    Pem
  }

  public record Pem(@Nullable String value) {}

  public List<CaBundle> bundlesOrNone() {
    return caBundles == null ? List.of() : caBundles;
  }
}

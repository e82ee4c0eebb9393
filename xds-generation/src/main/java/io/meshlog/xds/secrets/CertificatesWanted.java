package io.meshlog.xds.secrets;

import java.util.List;
import java.util.Set;

/**
 * What a proxy must hold before it can have a config.
 *
 * @param identities one at most for a sidecar, for an egress one of each mesh that goes out by it
 * @param secrets whose content its config needs
 * @param admin whether it has a use for a certificate of {@link Certificates#ADMIN}
 */
public record CertificatesWanted(
    List<IdentityRequest> identities, Set<SecretRef> secrets, boolean admin) {
  public static final CertificatesWanted NONE = new CertificatesWanted(List.of(), Set.of(), false);

  public CertificatesWanted {
    identities = List.copyOf(identities);
    secrets = Set.copyOf(secrets);
  }
}

package io.meshlog.xds.secrets;

import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * By whom another mesh's identities are vouched for: the certificate of its CA, from wherever the
 * Mesh says that it is. One in a file of some control plane is not known here.
 *
 * @param secret where the certificate is; empty where the Mesh holds it itself
 * @param inline the certificate in PEM when there is no Secret
 */
public record MeshTrust(String mesh, Optional<SecretRef> secret, String inline) {

  /** Empty when the mesh has no mutual TLS, or keeps its CA in a file. */
  public static Optional<MeshTrust> of(String mesh, MeshSpec spec) {
    return spec.enabledBackend().flatMap(backend -> of(mesh, backend));
  }

  private static Optional<MeshTrust> of(String mesh, CaBackend backend) {
    if (backend.type().equals("builtin")) {
      return Optional.of(inSecret(mesh, mesh + ".ca-builtin-cert-" + backend.name()));
    }
    Object cert = Objects.requireNonNullElse(backend.conf(), Map.of()).get("cert");
    if (!(cert instanceof Map<?, ?> source)) {
      return Optional.empty();
    }
    if (source.get("secret") instanceof String name) {
      return Optional.of(inSecret(mesh, name));
    }
    if (source.get("inlineString") instanceof String pem) {
      return Optional.of(new MeshTrust(mesh, Optional.empty(), pem));
    }
    return source.get("inline") instanceof String base64
        ? decoded(base64).map(pem -> new MeshTrust(mesh, Optional.empty(), pem))
        : Optional.empty();
  }

  private static MeshTrust inSecret(String mesh, String name) {
    return new MeshTrust(mesh, Optional.of(new SecretRef(mesh, name)), "");
  }

  private static Optional<String> decoded(String base64) {
    try {
      byte[] pem = Base64.getMimeDecoder().decode(base64);
      return Optional.of(new String(pem, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  /** The certificates joined; nothing while the Secret is not there. */
  public String pem(Certificates certificates) {
    return secret
        .map(ref -> certificates.contents().getOrDefault(ref, Optional.empty()).orElse(""))
        .orElse(inline);
  }
}

package io.meshlog.api.mesh;

import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.api.ca.ProvidedCa;
import io.meshlog.api.resource.WritePlan;
import io.meshlog.api.resource.WritePlanner;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.admit.Verdict.Admitted;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.secret.TokenSecretNames;
import io.meshlog.model.types.CoreTypes;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Seals a secret's content before it goes anywhere, and keeps a CA that is in use. For secrets of
 * meshes and global ones.
 */
public final class SecretPlanner implements WritePlanner<SecretSpec> {
  private final Secrets secrets;

  public SecretPlanner(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  public WritePlan put(
      Admitted<SecretSpec> admitted,
      @Nullable Resource<SecretSpec> existing,
      Expected expected,
      MeshImage image) {
    String data = admitted.spec().data();
    if (data == null) {
      return new WritePlan.Proceed(admitted.put(expected));
    }
    byte[] content = Base64.getDecoder().decode(data);
    Optional<WritePlan> refusal = publicKeyFault(admitted.key(), content, image);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    // Sealing twice gives two texts: equal content keeps its seal, so that nothing changes.
    SecretSpec spec =
        existing != null && holds(existing, content)
            ? existing.spec()
            : secrets.seal(admitted.key(), content);
    return new WritePlan.Proceed(admitted.withSpec(spec).put(expected));
  }

  /** What is named a public key goes to the zones: it must be one, and Global's own make theirs. */
  private static Optional<WritePlan> publicKeyFault(
      ResourceKey key, byte[] content, MeshImage image) {
    if (!isZonePublicKey(key)) {
      return Optional.empty();
    }
    Optional<WritePlan> kept = madeFromAKey(key, image);
    if (kept.isPresent()) {
      return kept;
    }
    boolean half =
        RsaKeyPem.parse(content).filter(parsed -> parsed.privateKey() == null).isPresent();
    return half
        ? Optional.empty()
        : Optional.of(WritePlan.Refuse.of("data", "must be an RSA public key in PEM"));
  }

  private static boolean isZonePublicKey(ResourceKey key) {
    return key.type().equals(CoreTypes.GLOBAL_SECRET.name())
        && TokenSecretNames.isZonePublicKey(key.name());
  }

  private static Optional<WritePlan> madeFromAKey(ResourceKey key, MeshImage image) {
    return image
        .find(key)
        .map(there -> there.labels().get(ZonePublicKeys.MADE_FROM))
        .map(from ->
            WritePlan.Refuse.of(
                "name", "is the public half of \"" + from + "\": change or delete that one"));
  }

  private boolean holds(Resource<SecretSpec> existing, byte[] content) {
    return secrets.open(existing).filter(held -> Arrays.equals(held, content)).isPresent();
  }

  @Override
  public WritePlan delete(Resource<SecretSpec> secret, Expected expected, MeshImage image) {
    Optional<WritePlan> kept =
        isZonePublicKey(secret.key()) ? madeFromAKey(secret.key(), image) : Optional.empty();
    if (kept.isPresent()) {
      return kept.get();
    }
    for (CaBackend backend : backends(image, secret.mesh())) {
      if (secret.name().equals(BuiltinCa.certificateSecret(secret.mesh(), backend.name()))
          || secret.name().equals(BuiltinCa.keySecret(secret.mesh(), backend.name()))
          || ProvidedCa.secretsOf(backend).contains(secret.name())) {
        return WritePlan.Refuse.of("name", inUse(secret, backend.name()));
      }
    }
    return new WritePlan.Proceed(new Command.Delete(secret.key(), expected));
  }

  private static List<CaBackend> backends(MeshImage image, String mesh) {
    return image
        .find(CoreTypes.MESH, "", mesh)
        .map(found -> found.spec().mtls())
        .map(mtls -> mtls.backends())
        .orElse(List.of());
  }

  private static String inUse(Resource<SecretSpec> secret, String backend) {
    return "The secret \"%s\" that you are trying to remove is currently in use in Mesh \"%s\" in"
        .concat(" mTLS backend \"%s\". Please remove the reference from the \"%s\" backend before")
        .concat(" removing the secret.")
        .formatted(secret.name(), secret.mesh(), backend, backend);
  }
}

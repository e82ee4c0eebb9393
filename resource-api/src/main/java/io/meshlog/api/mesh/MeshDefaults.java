package io.meshlog.api.mesh;

import io.meshlog.api.ca.BuiltinCa;
import io.meshlog.api.token.KeyRing;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.policy.DefaultPolicies;
import io.meshlog.xds.policy.Policy.DefaultPolicy;
import java.util.ArrayList;
import java.util.List;

/** What a mesh has beside itself: CA secrets, the key of its proxies' tokens, default policies. */
public final class MeshDefaults {
  private final Admission admission;
  private final BuiltinCa ca;
  private final Secrets secrets;

  public MeshDefaults(Admission admission, BuiltinCa ca, Secrets secrets) {
    this.admission = admission;
    this.ca = ca;
    this.secrets = secrets;
  }

  /** Everything a new mesh gets. Each must not be there yet. */
  public List<Command> ofNew(String mesh, MeshSpec spec, MeshImage image) {
    List<Command> parts = new ArrayList<>(missingCas(mesh, spec, image));
    KeyRing ring = KeyRing.dataplane(mesh);
    if (image.all(ring.type(), mesh).noneMatch(key -> key.name().startsWith(ring.prefix()))) {
      parts.add(secret(mesh, ring.secretName("1"), RsaKeyPem.generate()));
    }
    for (DefaultPolicy<?> policy : DefaultPolicies.of(mesh, spec.skipCreatingInitialPolicies())) {
      parts.add(policy(mesh, policy));
    }
    return parts;
  }

  /** The CA secrets that backends of type {@code builtin} lack. */
  public List<Command> missingCas(String mesh, MeshSpec spec, MeshImage image) {
    List<Command> parts = new ArrayList<>();
    if (spec.mtls() == null || spec.mtls().backends() == null) {
      return parts;
    }
    for (CaBackend backend : spec.mtls().backends()) {
      String certificate = BuiltinCa.certificateSecret(mesh, backend.name());
      String key = BuiltinCa.keySecret(mesh, backend.name());
      boolean there =
          image.find(CoreTypes.SECRET, mesh, certificate).isPresent()
              && image.find(CoreTypes.SECRET, mesh, key).isPresent();
      if (BuiltinCa.TYPE.equals(backend.type()) && !there) {
        BuiltinCa.Root root = ca.create(mesh, backend);
        parts.add(secret(mesh, certificate, root.certificate()));
        parts.add(secret(mesh, key, root.key()));
      }
    }
    return parts;
  }

  /** Secrets that the control plane makes carry no labels. */
  private Command secret(String mesh, String name, byte[] content) {
    ResourceKey key = CoreTypes.SECRET.key(mesh, admission.context().self(), name);
    SecretSpec sealed = secrets.seal(key, content);
    return new Command.Put<>(CoreTypes.SECRET, key, Labels.EMPTY, sealed, Expected.ANY);
  }

  private <S extends Spec> Command policy(String mesh, DefaultPolicy<S> policy) {
    return new Command.Put<>(
        policy.type(),
        policy.type().key(mesh, admission.context().self(), policy.name()),
        admission.computedLabels(policy.type(), mesh, policy.spec()),
        policy.spec(),
        Expected.ANY);
  }
}

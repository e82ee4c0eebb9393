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
  private final boolean routing;

  /**
   * @param routing whether a mesh gets the older policies of {@link RoutingResources}, too
   */
  public MeshDefaults(Admission admission, BuiltinCa ca, Secrets secrets, boolean routing) {
    this.admission = admission;
    this.ca = ca;
    this.secrets = secrets;
    this.routing = routing;
  }

  /** Everything a new mesh gets. Each must not be there yet. */
  public List<Command> ofNew(String mesh, MeshSpec spec, MeshImage image) {
    List<Command> parts = new ArrayList<>(missingSecrets(mesh, spec, image));
    for (DefaultPolicy<?> policy : DefaultPolicies.of(mesh, spec.skipCreatingInitialPolicies())) {
      parts.add(policy(mesh, policy));
    }
    if (routing) {
      for (DefaultPolicy<?> policy :
          RoutingResources.of(mesh, spec.skipCreatingInitialPolicies())) {
        parts.add(policy(mesh, policy));
      }
    }
    return parts;
  }

  /** The secrets a mesh cannot be without and lacks: CAs, the key of its proxies' tokens. */
  public List<Command> missingSecrets(String mesh, MeshSpec spec, MeshImage image) {
    List<Command> parts = new ArrayList<>(missingCas(mesh, spec, image));
    if (lacksTokenKey(mesh, image)) {
      parts.add(secret(mesh, KeyRing.dataplane(mesh).secretName("1"), RsaKeyPem.generate()));
    }
    return parts;
  }

  /** Names what {@link #missingSecrets} would make, in its order. Makes nothing. */
  public List<ResourceKey> lacking(String mesh, MeshSpec spec, MeshImage image) {
    List<String> names = new ArrayList<>();
    for (CaBackend backend : withoutCa(mesh, spec, image)) {
      names.add(BuiltinCa.certificateSecret(mesh, backend.name()));
      names.add(BuiltinCa.keySecret(mesh, backend.name()));
    }
    if (lacksTokenKey(mesh, image)) {
      names.add(KeyRing.dataplane(mesh).secretName("1"));
    }
    return names.stream().map(name -> key(mesh, name)).toList();
  }

  private static boolean lacksTokenKey(String mesh, MeshImage image) {
    KeyRing ring = KeyRing.dataplane(mesh);
    return image.all(ring.type(), mesh).noneMatch(key -> key.name().startsWith(ring.prefix()));
  }

  /** The CA secrets that backends of type {@code builtin} lack. */
  public List<Command> missingCas(String mesh, MeshSpec spec, MeshImage image) {
    List<Command> parts = new ArrayList<>();
    for (CaBackend backend : withoutCa(mesh, spec, image)) {
      BuiltinCa.Root root = ca.create(mesh, backend);
      parts.add(
          secret(mesh, BuiltinCa.certificateSecret(mesh, backend.name()), root.certificate()));
      parts.add(secret(mesh, BuiltinCa.keySecret(mesh, backend.name()), root.key()));
    }
    return parts;
  }

  private static List<CaBackend> withoutCa(String mesh, MeshSpec spec, MeshImage image) {
    if (spec.mtls() == null || spec.mtls().backends() == null) {
      return List.of();
    }
    return spec.mtls().backends().stream()
        .filter(backend -> BuiltinCa.TYPE.equals(backend.type()))
        .filter(backend ->
            !has(image, mesh, BuiltinCa.certificateSecret(mesh, backend.name()))
                || !has(image, mesh, BuiltinCa.keySecret(mesh, backend.name())))
        .toList();
  }

  private static boolean has(MeshImage image, String mesh, String secret) {
    return image.find(CoreTypes.SECRET, mesh, secret).isPresent();
  }

  private ResourceKey key(String mesh, String name) {
    return CoreTypes.SECRET.key(mesh, admission.context().self(), name);
  }

  /** Secrets that the control plane makes carry no labels. */
  private Command secret(String mesh, String name, byte[] content) {
    ResourceKey key = key(mesh, name);
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

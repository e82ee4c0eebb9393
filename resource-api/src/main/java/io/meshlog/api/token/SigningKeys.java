package io.meshlog.api.token;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.secret.TokenSecretNames;
import io.meshlog.model.types.CoreTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds signing keys and revocations in the newest image. Keys that were read once stay readable
 * while the database is away. Thread-safe; the cache is bounded.
 */
public final class SigningKeys {
  private static final int CACHED = 512;

  /**
   * @param key that the bytes are, read once: a thousand proxies may come with their tokens at once
   */
  private record Content(long version, byte[] bytes, Optional<RsaKeyPem> key) {}

  /**
   * @param serial the token header's {@code kid}
   */
  public record SerialKey(String serial, RsaKeyPem key) {}

  private final Supplier<MeshImage> images;
  private final Secrets secrets;
  private final ValidationKeys fixed;
  private final boolean federated;
  private final Map<ResourceKey, Content> opened =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ResourceKey, Content> eldest) {
          return size() > CACHED;
        }
      };

  /**
   * @param federated whether this is a zone that takes Global's word, too: keys may be on their way
   */
  public SigningKeys(
      Supplier<MeshImage> images, Secrets secrets, ValidationKeys fixed, boolean federated) {
    this.images = images;
    this.secrets = secrets;
    this.fixed = fixed;
    this.federated = federated;
  }

  /** The key to sign with: the one with the highest serial. */
  public Optional<SerialKey> newest(KeyRing ring) {
    return images
        .get()
        .all(ring.type(), ring.mesh())
        .filter(secret -> ring.serial(secret.name()) >= 0)
        .max(Comparator.comparingLong(secret -> ring.serial(secret.name())))
        .flatMap(secret ->
            key(secret).map(key -> new SerialKey(Long.toString(ring.serial(secret.name())), key)));
  }

  /**
   * The keys that a token with this key id may be signed with: of the settings, else of secrets.
   * There are two when a zone and Global have a key of the same number each.
   */
  List<RsaKeyPem> verifying(KeyRing ring, String serial) {
    ValidationKeys.Fixed settings = fixed.of(ring);
    List<RsaKeyPem> named = settings.named(ring.mesh(), serial);
    return !named.isEmpty() || !settings.useSecrets()
        ? named
        : holders(ring, serial).map(this::key).flatMap(Optional::stream).toList();
  }

  /** Why {@link #verifying} finds no key. */
  String missing(KeyRing ring, String serial) {
    if (!fixed.of(ring).useSecrets()) {
      return "there is no signing key with KID " + serial + " among the keys of the settings";
    }
    return federated && ring.kind() == KeyRing.Kind.ZONE
        ? ring.missingSecret(serial, TokenSecretNames.zonePublicKey(ring.secretName(serial)))
        : ring.missing(serial);
  }

  /** Whether a key that is not here now may be on its way. */
  boolean mayCome(KeyRing ring, String serial) {
    ValidationKeys.Fixed settings = fixed.of(ring);
    if (!settings.useSecrets() || !settings.named(ring.mesh(), serial).isEmpty()) {
      return false;
    }
    return holders(ring, serial).anyMatch(secret -> content(secret).isEmpty())
        || (federated && nothingOfGlobal(ring));
  }

  /** A zone that has nothing of Global's in this regard has just joined. */
  private boolean nothingOfGlobal(KeyRing ring) {
    MeshImage image = images.get();
    return switch (ring.kind()) {
      case USER -> false;
      case DATAPLANE ->
          image.all(ring.type(), ring.mesh()).noneMatch(key -> ring.serial(key.name()) >= 0);
      case ZONE ->
          image
              .all(CoreTypes.GLOBAL_SECRET)
              .noneMatch(
                  key -> key.origin().isGlobal() && TokenSecretNames.isZonePublicKey(key.name()));
    };
  }

  private Stream<Resource<SecretSpec>> holders(KeyRing ring, String serial) {
    Stream<Resource<SecretSpec>> own = named(ring.type(), ring.mesh(), ring.secretName(serial));
    return ring.kind() == KeyRing.Kind.ZONE
        ? Stream.concat(
            own,
            named(
                CoreTypes.GLOBAL_SECRET,
                "",
                TokenSecretNames.zonePublicKey(ring.secretName(serial))))
        : own;
  }

  /** Of this control plane and of Global: the one may be in the other's shadow. */
  private Stream<Resource<SecretSpec>> named(
      ResourceType<SecretSpec> type, String mesh, String name) {
    MeshImage image = images.get();
    return Stream.of(Origin.GLOBAL, image.self())
        .distinct()
        .map(origin -> image.find(type.key(mesh, origin, name)))
        .flatMap(Optional::stream)
        .map(resource -> resource.as(type));
  }

  /** What is revoked. */
  sealed interface Revocations {
    record Ids(Set<String> ids) implements Revocations {}

    /** A list is there that cannot be opened now. */
    record Closed(String secret) implements Revocations {}
  }

  /** Ids of revoked tokens: comma-separated lists in a GlobalSecret and in a Secret of the mesh. */
  Revocations revoked(KeyRing ring) {
    Stream<Resource<SecretSpec>> lists = named(CoreTypes.GLOBAL_SECRET, "", ring.revocations());
    if (ring.kind() == KeyRing.Kind.DATAPLANE) {
      lists = Stream.concat(lists, named(CoreTypes.SECRET, ring.mesh(), ring.revocations()));
    }
    Set<String> ids = new HashSet<>();
    for (Resource<SecretSpec> list : lists.toList()) {
      Optional<byte[]> content = content(list);
      if (content.isEmpty() && list.spec().sealed() != null) {
        return new Revocations.Closed(list.name());
      }
      content.ifPresent(bytes ->
          Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split(","))
              .map(String::strip)
              .filter(id -> !id.isEmpty())
              .forEach(ids::add));
    }
    return new Revocations.Ids(ids);
  }

  private Optional<RsaKeyPem> key(Resource<SecretSpec> secret) {
    return opened(secret).flatMap(Content::key);
  }

  private Optional<byte[]> content(Resource<SecretSpec> secret) {
    return opened(secret).map(Content::bytes);
  }

  private Optional<Content> opened(Resource<SecretSpec> secret) {
    synchronized (opened) {
      Content held = opened.get(secret.key());
      if (held != null && held.version() == secret.version()) {
        return Optional.of(held);
      }
    }
    // Opening may ask the database: never under the lock.
    Optional<Content> content =
        secrets
            .open(secret)
            .map(bytes -> new Content(secret.version(), bytes, RsaKeyPem.parse(bytes)));
    synchronized (opened) {
      content.ifPresent(now -> opened.put(secret.key(), now));
    }
    return content;
  }
}

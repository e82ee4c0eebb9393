package io.meshlog.api.token;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Finds signing keys and revocations in the newest image. Keys that were read once stay readable
 * while the database is away. Thread-safe; the cache is bounded.
 */
public final class SigningKeys {
  private static final int CACHED = 512;

  private record Content(long version, byte[] bytes) {}

  /**
   * @param serial the token header's {@code kid}
   */
  public record SerialKey(String serial, RsaKeyPem key) {}

  private final Supplier<MeshImage> images;
  private final Secrets secrets;
  private final Map<ResourceKey, Content> opened =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ResourceKey, Content> eldest) {
          return size() > CACHED;
        }
      };

  public SigningKeys(Supplier<MeshImage> images, Secrets secrets) {
    this.images = images;
    this.secrets = secrets;
  }

  /** The key to sign with: the one with the highest serial. */
  public Optional<SerialKey> newest(KeyRing ring) {
    return images
        .get()
        .all(ring.type(), ring.mesh())
        .filter(secret -> serial(ring, secret.name()) >= 0)
        .max(Comparator.comparingLong(secret -> serial(ring, secret.name())))
        .flatMap(secret ->
            key(secret).map(key -> new SerialKey(Long.toString(serial(ring, secret.name())), key)));
  }

  /** The key to verify with. */
  public Optional<RsaKeyPem> bySerial(KeyRing ring, String serial) {
    return images.get().find(ring.type(), ring.mesh(), ring.secretName(serial)).flatMap(this::key);
  }

  /** Ids of revoked tokens: a comma-separated list in a GlobalSecret. */
  public Set<String> revoked(KeyRing ring) {
    return images
        .get()
        .find(CoreTypes.GLOBAL_SECRET, "", ring.revocations())
        .flatMap(this::content)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .map(text ->
            Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toUnmodifiableSet()))
        .orElse(Set.of());
  }

  /** The number behind the prefix, 0 when there is none, -1 for another secret. */
  private static long serial(KeyRing ring, String name) {
    if (name.equals(ring.prefix())) {
      return 0;
    }
    String rest =
        name.startsWith(ring.prefix() + '-') ? name.substring(ring.prefix().length() + 1) : "";
    return rest.matches("[1-9]\\d{0,17}") ? Long.parseLong(rest) : -1;
  }

  private Optional<RsaKeyPem> key(Resource<SecretSpec> secret) {
    return content(secret).flatMap(RsaKeyPem::parse);
  }

  private Optional<byte[]> content(Resource<SecretSpec> secret) {
    synchronized (opened) {
      Content held = opened.get(secret.key());
      if (held != null && held.version() == secret.version()) {
        return Optional.of(held.bytes());
      }
    }
    // Opening may ask the database: never under the lock.
    Optional<byte[]> content = secrets.open(secret);
    synchronized (opened) {
      content.ifPresent(bytes -> opened.put(secret.key(), new Content(secret.version(), bytes)));
    }
    return content;
  }
}

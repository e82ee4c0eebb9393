package io.meshlog.zone.identity;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.secrets.SecretRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content of Secrets that configs are made from, read on threads of their own when first
 * needed. Thread-safe; {@link #find} never blocks. Only what is asked for again and again stays: a
 * Secret that is gone is dropped at the next look.
 */
public final class OpenedSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(OpenedSecrets.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Supplier<MeshImage> image;
  private final SecretContents secrets;
  private final Executor threads;
  private final Runnable changed;
  private final Map<SecretRef, Opened> known = new ConcurrentHashMap<>();
  private final Set<SecretRef> underWay = ConcurrentHashMap.newKeySet();

  /**
   * @param pos of the Secret's newest event when it was read
   */
  private record Opened(long pos, String content) {}

  /**
   * @param threads where reading blocks
   * @param changed told when something was read that was asked for
   */
  public OpenedSecrets(
      Supplier<MeshImage> image, SecretContents secrets, Executor threads, Runnable changed) {
    this.image = image;
    this.secrets = secrets;
    this.threads = threads;
    this.changed = changed;
  }

  /** Empty for one that does not exist, no entry for one that is being read. */
  public Map<SecretRef, Optional<String>> find(Set<SecretRef> wanted) {
    Map<SecretRef, Optional<String>> found = new HashMap<>();
    for (SecretRef ref : wanted) {
      Optional<Resource<SecretSpec>> secret =
          image.get().find(CoreTypes.SECRET, ref.mesh(), ref.name());
      Opened opened = known.get(ref);
      if (secret.isEmpty()) {
        known.remove(ref);
        found.put(ref, Optional.empty());
      } else if (opened != null && opened.pos() == secret.get().pos()) {
        found.put(ref, Optional.of(opened.content()));
      } else {
        order(ref, secret.get(), threads);
      }
    }
    return found;
  }

  private void order(SecretRef ref, Resource<SecretSpec> secret, Executor where) {
    if (underWay.add(ref)) {
      where.execute(() -> read(ref, secret));
    }
  }

  private void read(SecretRef ref, Resource<SecretSpec> secret) {
    try {
      String content = new String(secrets.open(secret), StandardCharsets.UTF_8);
      known.put(ref, new Opened(secret.pos(), content));
    } catch (AuthorityUnusable e) {
      LOG.warn("Secret {} of mesh {}: {}", ref.name(), ref.mesh(), e.getMessage());
      underWay.remove(ref);
      CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS, threads)
          .execute(changed);
      return;
    }
    underWay.remove(ref);
    changed.run();
  }
}

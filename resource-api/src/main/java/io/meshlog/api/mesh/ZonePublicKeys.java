package io.meshlog.api.mesh;

import io.meshlog.api.error.ProblemException;
import io.meshlog.api.token.RsaKeyPem;
import io.meshlog.api.token.Secrets;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.model.secret.TokenSecretNames;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.MeshListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps beside each of Global's keys for zone tokens a GlobalSecret with its public half, which
 * travels to the zones; the key itself stays. Follows the image, so that it does not matter how a
 * key came or went. Every replica may do so at once: a command only takes effect on the version it
 * was made from.
 */
public final class ZonePublicKeys implements MeshListener {
  private static final Logger LOG = LoggerFactory.getLogger(ZonePublicKeys.class);
  private static final EventMeta META = EventMeta.system("zone-public-keys");
  private static final long RETRY_SECONDS = 5;

  /** Names the key that a public half was made from; users' own have none. */
  static final String MADE_FROM = "meshlog.io/public-half-of";

  private final Supplier<MeshImage> images;
  private final Secrets secrets;
  private final EventLog log;
  private final Executor threads;
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param threads for work that blocks
   */
  public ZonePublicKeys(
      Supplier<MeshImage> images, Secrets secrets, EventLog log, Executor threads) {
    this.images = images;
    this.secrets = secrets;
    this.log = log;
    this.threads = threads;
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    if (delta.changes().stream().anyMatch(change -> concerns(change.key()))) {
      look(threads);
    }
  }

  private static boolean concerns(ResourceKey key) {
    return key.type().equals(CoreTypes.GLOBAL_SECRET.name())
        && (TokenSecretNames.isZoneKey(key.name()) || TokenSecretNames.isZonePublicKey(key.name()));
  }

  private void look(Executor when) {
    if (!due.getAndSet(true)) {
      when.execute(() -> {
        due.set(false);
        if (!write()) {
          look(CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, threads));
        }
      });
    }
  }

  /** False when the database was in the way. */
  private boolean write() {
    boolean done = true;
    try {
      for (Command command : missing(images.get())) {
        AppendOutcome outcome = log.append(AppendRequest.of(command, META)).join();
        switch (outcome) {
          case AppendOutcome.Appended _ -> {}
          // Overtaken: that version's own step brings the next look.
          case AppendOutcome.Refused _ -> LOG.info("a public key is not written now: {}", outcome);
          case AppendOutcome.KeyReused _,
              AppendOutcome.TurnOver _,
              AppendOutcome.Overloaded _,
              AppendOutcome.Unavailable _,
              AppendOutcome.OutcomeUnknown _ ->
              done = false;
        }
      }
    } catch (ProblemException e) {
      done = false;
    }
    if (!done) {
      LOG.warn("the public keys of zone tokens are not written yet");
    }
    return done;
  }

  /** What would make them right. */
  List<Command> missing(MeshImage image) {
    List<Command> commands = new ArrayList<>();
    List<Resource<SecretSpec>> own =
        image
            .all(CoreTypes.GLOBAL_SECRET)
            .filter(secret -> secret.origin().equals(image.self()))
            .toList();
    own.stream()
        .filter(secret -> TokenSecretNames.isZoneKey(secret.name()))
        .forEach(key -> publicHalf(key).ifPresent(half -> put(image, key, half, commands)));
    own.stream()
        .filter(secret -> secret.labels().has(MADE_FROM))
        .filter(secret -> find(image, secret.labels().getOrEmpty(MADE_FROM)) == null)
        .forEach(secret ->
            commands.add(
                new Command.Delete(secret.key(), new Expected.ExactVersion(secret.version()))));
    return commands;
  }

  private void put(MeshImage image, Resource<SecretSpec> key, byte[] half, List<Command> commands) {
    String name = TokenSecretNames.zonePublicKey(key.name());
    Resource<SecretSpec> there = find(image, name);
    if (there != null && secrets.open(there).filter(now -> Arrays.equals(now, half)).isPresent()) {
      return;
    }
    ResourceKey target = CoreTypes.GLOBAL_SECRET.key("", image.self(), name);
    commands.add(
        new Command.Put<>(
            CoreTypes.GLOBAL_SECRET,
            target,
            Labels.of(MADE_FROM, key.name()),
            secrets.seal(target, half),
            there == null ? Expected.ABSENT : new Expected.ExactVersion(there.version())));
  }

  private static @Nullable Resource<SecretSpec> find(MeshImage image, String name) {
    return image
        .find(CoreTypes.GLOBAL_SECRET.key("", image.self(), name))
        .map(found -> found.as(CoreTypes.GLOBAL_SECRET))
        .orElse(null);
  }

  private Optional<byte[]> publicHalf(Resource<SecretSpec> key) {
    return secrets
        .open(key)
        .flatMap(RsaKeyPem::parse)
        .map(parsed -> RsaKeyPem.pem(parsed.publicKey()));
  }
}

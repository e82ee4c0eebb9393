package io.meshlog.store.signing;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.AnnouncedKeys.RingProof;
import io.meshlog.events.signature.EventSigner;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.store.log.EventSigning;
import io.meshlog.store.log.LogHead;
import io.meshlog.store.log.LogIdentity;
import io.meshlog.store.log.LogTransaction;
import io.meshlog.store.secret.KeyRing;
import io.meshlog.store.secret.KeyRing.Wrapped;
import io.meshlog.store.signing.KeyRows.Row;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys of this control plane's log, the same for all its replicas: they are in the
 * database, the private half of the newest one wrapped under the key ring. Also keeps the keys of
 * another log once they are believed. Thread-safe.
 */
public final class SigningKeys implements EventSigning {
  private final DataSource dataSource;
  private final UUID logId;
  private final KeyRing ring;
  private final Clock clock;
  private volatile @Nullable EventSigner cached;

  private SigningKeys(DataSource dataSource, UUID logId, KeyRing ring, Clock clock) {
    this.dataSource = dataSource;
    this.logId = logId;
    this.ring = ring;
    this.clock = clock;
  }

  /**
   * Opens the log's newest key, or makes its first: from then on every exported event is signed.
   * Wraps it anew when the ring has another active key.
   *
   * @throws io.meshlog.store.secret.MissingKey when the ring lacks the key it is wrapped under
   * @throws io.meshlog.store.secret.SealBroken when the ring has another key of that name
   */
  public static SigningKeys open(
      DataSource dataSource, LogIdentity identity, KeyRing ring, Clock clock) throws SQLException {
    SigningKeys keys = new SigningKeys(dataSource, identity.logId(), ring, clock);
    keys.underLock(connection -> {
      Optional<EventSigner> held = keys.signer(connection);
      if (held.isPresent()) {
        keys.rewrap(connection, held.get().id());
      } else {
        Pair made = Pair.generate();
        keys.install(connection, made, made.signer().first(nextPos(connection)));
      }
      return null;
    });
    return keys;
  }

  private static long nextPos(Connection connection) throws SQLException {
    return LogHead.read(connection).pos() + 1;
  }

  @Override
  public Optional<EventSigner> signer(Connection connection) throws SQLException {
    Optional<String> current = KeyRows.current(connection);
    if (current.isEmpty()) {
      return Optional.empty();
    }
    EventSigner known = cached;
    if (known == null || !known.id().equals(current.get())) {
      known = load(connection, current.get());
      cached = known;
    }
    return Optional.of(known);
  }

  private EventSigner load(Connection connection, String keyId) throws SQLException {
    Row row = row(connection, keyId);
    Wrapped wrapped = row.privateKey();
    if (wrapped == null) {
      throw new IllegalStateException("the private half of the signing key " + keyId + " is gone");
    }
    return new Pair(row.key(), ring.unwrap(wrapped, bound(keyId))).signer();
  }

  private Row row(Connection connection, String keyId) throws SQLException {
    return KeyRows.of(connection, logId).stream()
        .filter(row -> row.key().id().equals(keyId))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("there is no signing key " + keyId));
  }

  private void rewrap(Connection connection, String keyId) throws SQLException {
    Wrapped wrapped = row(connection, keyId).privateKey();
    if (wrapped != null && !wrapped.ringKeyId().equals(ring.active())) {
      byte[] privateKey = ring.unwrap(wrapped, bound(keyId));
      KeyRows.wrap(connection, logId, keyId, ring.wrap(privateKey, bound(keyId)));
    }
  }

  private void install(Connection connection, Pair pair, SigningKey announced) throws SQLException {
    EventSigner signer = pair.signer();
    Wrapped wrapped = ring.wrap(pair.pkcs8(), bound(signer.id()));
    KeyRows.add(connection, logId, new Row(announced, wrapped), clock.instant());
    KeyRows.setCurrent(connection, signer.id(), signer.publicKey());
    cached = signer;
  }

  /** The key that signs now, for records that are no events. */
  public EventSigner current() throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return signer(connection).orElseThrow();
    }
  }

  /** All keys of this log, oldest first. */
  public List<SigningKey> own() throws SQLException {
    return known(logId);
  }

  /** As this log announces them. */
  public AnnouncedKeys announcement() throws SQLException {
    AnnouncedKeys open = new AnnouncedKeys(logId, own(), null);
    return new AnnouncedKeys(
        logId, open.keys(), new RingProof(ring.active(), ring.prove(open.proven())));
  }

  /** Whether whoever made this announcement has our key ring. */
  public boolean isFromMember(AnnouncedKeys announced) {
    RingProof proof = announced.proof();
    return proof != null && ring.isProof(proof.ringKeyId(), announced.proven(), proof.mac());
  }

  /**
   * Signs with a new key from the next event on; the one before endorses it, and its own private
   * half is destroyed.
   */
  public SigningKey rotate() throws SQLException {
    return underLock(connection -> {
      EventSigner before = signer(connection).orElseThrow();
      Pair made = Pair.generate();
      SigningKey next = before.endorse(logId, made.signer(), nextPos(connection));
      KeyRows.wrap(connection, logId, before.id(), null);
      install(connection, made, next);
      return next;
    });
  }

  /** What is believed of another log's keys; none before {@link #believe}. */
  public TrustedKeys trusted(UUID otherLog) throws SQLException {
    return TrustedKeys.of(otherLog, known(otherLog));
  }

  /** Remembers keys of another log that are believed. */
  public void believe(TrustedKeys keys) throws SQLException {
    if (keys.logId().equals(logId)) {
      throw new IllegalArgumentException("this log knows its own keys");
    }
    underLock(connection -> {
      for (SigningKey key : keys.list()) {
        KeyRows.add(connection, keys.logId(), new Row(key, null), clock.instant());
      }
      return null;
    });
  }

  private List<SigningKey> known(UUID log) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return KeyRows.of(connection, log).stream().map(Row::key).toList();
    }
  }

  private String bound(String keyId) {
    return "signing key " + logId + "#" + keyId;
  }

  private interface Work<T extends @Nullable Object> {
    T run(Connection connection) throws SQLException;
  }

  private <T extends @Nullable Object> T underLock(Work<T> work) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      EventSigner before = cached;
      boolean committed = false;
      try {
        LogTransaction.lock(connection);
        T result = work.run(connection);
        connection.commit();
        committed = true;
        return result;
      } finally {
        if (!committed) {
          cached = before;
          connection.rollback();
        }
      }
    }
  }

  /** Both halves of a key. */
  private record Pair(EventSigner signer, byte[] pkcs8) {
    Pair(SigningKey key, byte[] pkcs8) {
      this(EventSigner.of(Base64.getDecoder().decode(key.publicKey()), pkcs8), pkcs8);
    }

    static Pair generate() {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return new Pair(
            EventSigner.of(pair.getPublic(), pair.getPrivate()), pair.getPrivate().getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK makes Ed25519 keys", e);
      }
    }
  }
}

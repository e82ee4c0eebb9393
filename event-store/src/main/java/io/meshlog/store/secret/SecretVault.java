package io.meshlog.store.secret;

import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.secret.SecretSpec;
import io.meshlog.store.log.Uuid7;
import io.meshlog.store.secret.SecretKeyRows.Row;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;

/**
 * Seals and opens the content of secrets (design.md section 4): each secret has a data key of its
 * own, kept in {@code secret_key} wrapped under the key ring. The log holds sealed content only.
 * Appending the deletion of a secret destroys its data key in the same transaction, and with it the
 * content of all its old events. Thread-safe.
 */
public final class SecretVault {
  private static final int KEY_BYTES = 32;

  private final SecretKeyRows rows;
  private final KeyRing ring;
  private final Clock clock;
  private final Uuid7 ids = new Uuid7();
  private final AesGcm cipher = new AesGcm();

  public SecretVault(DataSource dataSource, KeyRing ring, Clock clock) {
    this.rows = new SecretKeyRows(dataSource);
    this.ring = ring;
    this.clock = clock;
  }

  /** The spec to put into the log. Appending it fails with a conflict if the secret is deleted. */
  public SecretSpec seal(ResourceKey secret, byte[] content) throws SQLException {
    Optional<Row> known = rows.newest(secret);
    Row row = known.isPresent() ? known.get() : create(secret);
    byte[] sealed = cipher.seal(dataKey(row), content, bound(secret, row.keyId()));
    Base64.Encoder base64 = Base64.getEncoder();
    return new SecretSpec(
        null,
        new SecretSpec.Sealed(
            row.keyId(),
            base64.encodeToString(Arrays.copyOf(sealed, AesGcm.NONCE_BYTES)),
            base64.encodeToString(Arrays.copyOfRange(sealed, AesGcm.NONCE_BYTES, sealed.length))));
  }

  /**
   * @throws MissingKey when the data key is destroyed or not here yet, or the ring lacks its key
   */
  public byte[] open(ResourceKey secret, SecretSpec.Sealed sealed) throws SQLException {
    Row row = rows.find(sealed.keyId()).orElseThrow(() -> MissingKey.ofSecret(sealed.keyId()));
    byte[] nonce = Base64.getDecoder().decode(sealed.nonce());
    byte[] content = Base64.getDecoder().decode(sealed.ciphertext());
    byte[] whole =
        ByteBuffer.allocate(nonce.length + content.length).put(nonce).put(content).array();
    return cipher.open(dataKey(row), whole, bound(secret, row.keyId()));
  }

  /** The key that others need to open this secret; empty when it is destroyed. */
  public Optional<WrappedKey> wrapped(UUID logId, ResourceKey secret) throws SQLException {
    return rows.newest(secret).map(row -> exported(logId, row));
  }

  /** The keys of all secrets of one origin, for publishing a whole state. */
  public List<WrappedKey> allWrapped(UUID logId, Origin origin) throws SQLException {
    return rows.of(origin).stream().map(row -> exported(logId, row)).toList();
  }

  /** Takes a key from the owner of a secret, or destroys those of a deleted one. */
  public void accept(WrappedKey key) throws SQLException {
    WrappedKey.Material material = key.material();
    if (material == null) {
      rows.destroy(key.secret());
    } else {
      rows.put(
          new Row(material.keyId(), key.secret(), material.ringKeyId(), material.wrapped()),
          clock.instant());
    }
  }

  /** Keys of the ring that stored data keys need and this control plane lacks. */
  public Set<String> missingRingKeys() throws SQLException {
    Set<String> missing = new TreeSet<>(rows.ringKeyIds());
    missing.removeAll(ring.ids());
    return missing;
  }

  /** Wraps every data key that an older key of the ring wraps under the active one. */
  public int rewrap() throws SQLException {
    int changed = 0;
    for (Row row : rows.notUnder(ring.active())) {
      if (ring.key(row.ringKeyId()).isPresent()) {
        Row fresh = wrap(row.keyId(), row.secret(), dataKey(row).getEncoded());
        rows.put(fresh, clock.instant());
        changed++;
      }
    }
    return changed;
  }

  private Row create(ResourceKey secret) throws SQLException {
    String keyId = ids.at(clock.instant()).toString();
    Row row = wrap(keyId, secret, cipher.random(KEY_BYTES));
    rows.putFirst(row, clock.instant());
    return rows.newest(secret).orElse(row);
  }

  private Row wrap(String keyId, ResourceKey secret, byte[] dataKey) {
    SecretKey wrapping =
        ring.key(ring.active()).orElseThrow(() -> MissingKey.ofRing(ring.active()));
    return new Row(
        keyId, secret, ring.active(), cipher.seal(wrapping, dataKey, bound(secret, keyId)));
  }

  private SecretKey dataKey(Row row) {
    SecretKey wrapping =
        ring.key(row.ringKeyId()).orElseThrow(() -> MissingKey.ofRing(row.ringKeyId()));
    return new SecretKeySpec(
        cipher.open(wrapping, row.wrapped(), bound(row.secret(), row.keyId())), "AES");
  }

  private static WrappedKey exported(UUID logId, Row row) {
    return new WrappedKey(
        logId, row.secret(), new WrappedKey.Material(row.keyId(), row.ringKeyId(), row.wrapped()));
  }

  private static String bound(ResourceKey secret, String keyId) {
    return secret + "#" + keyId;
  }
}

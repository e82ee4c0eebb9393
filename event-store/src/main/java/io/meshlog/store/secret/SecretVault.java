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
import java.util.ArrayList;
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
  private static final int BATCH = 200;

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

  /**
   * Seals under the ring itself what a member of the federation is to read at once and nobody
   * keeps.
   *
   * @param bound what it is: opening it as anything else fails
   */
  public KeyRing.Wrapped sealForMembers(byte[] content, String bound) {
    return ring.wrap(content, bound);
  }

  /**
   * The opposite of {@link #sealForMembers}.
   *
   * @throws MissingKey when the ring lacks the key
   * @throws SealBroken when it is not what {@code bound} says
   */
  public byte[] openOfMember(KeyRing.Wrapped sealed, String bound) {
    return ring.unwrap(sealed, bound);
  }

  /** The key that others need to open this secret; empty when it is destroyed. */
  public Optional<WrappedKey> wrapped(UUID logId, ResourceKey secret) throws SQLException {
    return rows.newest(secret).map(row -> exported(logId, row));
  }

  /**
   * Keys of live secrets of one origin that have to be published, since they were wrapped anew or
   * never published, in the order of their ids.
   */
  public List<WrappedKey> unpublished(UUID logId, Origin origin, String afterKeyId, int limit)
      throws SQLException {
    return rows.unpublished(origin, afterKeyId, limit).stream()
        .map(row -> exported(logId, row))
        .toList();
  }

  /** These keys are on their topic as they are. */
  public void published(List<WrappedKey> keys) throws SQLException {
    for (WrappedKey key : keys) {
      WrappedKey.Material material = key.material();
      if (material != null) {
        rows.published(material.keyId(), material.ringKeyId());
      }
    }
  }

  /**
   * Takes a key from the owner of a secret, or destroys those of a deleted one. A key that the ring
   * opens is kept under its active key, so that it stays open when the owner's is given up.
   *
   * @return false, without effect, when the ring has the key it claims to be wrapped under and that
   *     does not open it
   */
  public boolean accept(WrappedKey key) throws SQLException {
    WrappedKey.Material material = key.material();
    if (material == null) {
      rows.destroy(key.secret());
      return true;
    }
    Row row = new Row(material.keyId(), key.secret(), material.ringKeyId(), material.wrapped());
    boolean opens = ring.ids().contains(row.ringKeyId());
    if (opens) {
      Optional<Row> ours = underActive(row);
      if (ours.isEmpty()) {
        return false;
      }
      row = ours.get();
    }
    rows.put(row, opens, clock.instant());
    return true;
  }

  /** Empty when what the row claims to be wrapped under does not open it. */
  private Optional<Row> underActive(Row row) {
    try {
      byte[] dataKey = dataKey(row).getEncoded();
      return Optional.of(
          row.ringKeyId().equals(ring.active()) ? row : wrap(row.keyId(), row.secret(), dataKey));
    } catch (SealBroken e) {
      return Optional.empty();
    }
  }

  /** Keys of the ring that stored data keys need and this control plane lacks. */
  public Set<String> missingRingKeys() throws SQLException {
    return missing(rows.ringKeyIds(null));
  }

  /** As {@link #missingRingKeys()}, for the secrets of one origin. */
  public Set<String> missingRingKeys(Origin origin) throws SQLException {
    return missing(rows.ringKeyIds(origin));
  }

  private Set<String> missing(Set<String> needed) {
    Set<String> missing = new TreeSet<>(needed);
    missing.removeAll(ring.ids());
    return missing;
  }

  /**
   * Wraps every data key that another key of the ring wraps under the active one, in batches; the
   * others are then no longer needed. What the ring does not open stays as it is.
   *
   * @return how many were wrapped anew
   */
  public int rewrap() throws SQLException {
    int changed = 0;
    List<Row> page = rows.notUnder(ring.active(), "", BATCH);
    while (!page.isEmpty()) {
      List<Row> before = new ArrayList<>();
      List<Row> after = new ArrayList<>();
      for (Row row : page) {
        if (ring.ids().contains(row.ringKeyId())) {
          underActive(row)
              .ifPresent(fresh -> {
                before.add(row);
                after.add(fresh);
              });
        }
      }
      rows.rewrap(before, after);
      changed += after.size();
      page = rows.notUnder(ring.active(), page.getLast().keyId(), BATCH);
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
    KeyRing.Wrapped wrapped = ring.wrap(dataKey, bound(secret, keyId));
    return new Row(keyId, secret, wrapped.ringKeyId(), wrapped.value());
  }

  private SecretKey dataKey(Row row) {
    KeyRing.Wrapped wrapped = new KeyRing.Wrapped(row.ringKeyId(), row.wrapped());
    return new SecretKeySpec(ring.unwrap(wrapped, bound(row.secret(), row.keyId())), "AES");
  }

  private static WrappedKey exported(UUID logId, Row row) {
    return new WrappedKey(
        logId, row.secret(), new WrappedKey.Material(row.keyId(), row.ringKeyId(), row.wrapped()));
  }

  private static String bound(ResourceKey secret, String keyId) {
    return secret + "#" + keyId;
  }
}

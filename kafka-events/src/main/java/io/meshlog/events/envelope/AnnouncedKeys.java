package io.meshlog.events.envelope;

import io.meshlog.events.chain.Sha256;
import io.meshlog.model.zone.SigningKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign what a log publishes, as its owner announces them on its {@code keys} topic,
 * before the first record that bears one of their signatures.
 *
 * @param keys oldest first
 * @param proof that the federation's key ring is known to whoever announces; null: not given
 */
public record AnnouncedKeys(UUID logId, List<SigningKey> keys, @Nullable RingProof proof) {
  public static final String TYPE = "io.meshlog.log.signingkeys.v1";

  private static final String TAG = "meshlog signing keys v1";

  public AnnouncedKeys {
    keys = List.copyOf(keys);
  }

  /**
   * @param ringKeyId names the key of the ring
   * @param mac by a key derived from it, over {@link #proven}
   */
  public record RingProof(String ringKeyId, byte[] mac) {}

  /** A log's newest announcement stays on the compacted topic, beside that of a predecessor. */
  public String recordKey() {
    return "signing-keys/" + logId;
  }

  /** What the proof covers: the log and its keys, in order. */
  public byte[] proven() {
    Sha256 content = new Sha256().add(TAG).add(logId);
    for (SigningKey key : keys) {
      content.add(key.id()).add(key.publicKey()).add(key.fromPos());
    }
    return content.hash();
  }
}

package io.meshlog.events.envelope;

import io.meshlog.model.resource.ResourceKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data key of a sealed secret, wrapped under the federation's key ring, or the news that the
 * secret's keys are destroyed. Kept apart from events, on a compacted topic of its own.
 *
 * @param logId of the secret's owner
 * @param secret whose content the key opens
 * @param material null: destroyed
 */
public record WrappedKey(UUID logId, ResourceKey secret, @Nullable Material material) {
  public static final String TYPE = "io.meshlog.secret.keywrapped.v1";
  public static final String DESTROYED_TYPE = "io.meshlog.secret.keydestroyed.v1";

  /**
   * @param keyId named by the sealed content
   * @param ringKeyId names the key of the ring that wraps it
   * @param wrapped nonce and ciphertext
   */
  public record Material(String keyId, String ringKeyId, byte[] wrapped) {}
}

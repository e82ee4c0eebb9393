package io.meshlog.sync.publish;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.WrappedKey;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.secret.SecretVault;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The data keys that go with our sealed events. They travel on a compacted topic of their own, in
 * the same transaction as the event and before it, so that whoever reads the event finds its key.
 */
public final class SealedKeys {
  private final SecretVault vault;
  private final ResourceTypes types;
  private final UUID logId;
  private final Topic topic;

  public SealedKeys(SecretVault vault, ResourceTypes types, UUID logId, Origin self) {
    this.vault = vault;
    this.types = types;
    this.logId = logId;
    this.topic = Topics.keys(self);
  }

  Topic topic() {
    return topic;
  }

  /** Whether secrets travel on a channel. */
  boolean travelOn(Channel channel) {
    return types.all().stream()
        .filter(ResourceType::sealed)
        .anyMatch(type -> type.channelOf(channel.owner()).filter(channel::equals).isPresent());
  }

  /** Keys that were wrapped anew since they were published, or never were, page by page. */
  List<WrappedKey> unpublished(Channel channel, String afterKeyId, int limit) throws SQLException {
    return vault.unpublished(logId, channel.owner(), afterKeyId, limit);
  }

  boolean travels(WrappedKey key, Channel channel) {
    return types
        .byNameOrOpaque(key.secret().type())
        .channelOf(key.secret())
        .filter(channel::equals)
        .isPresent();
  }

  /** These are on their topic. */
  void published(List<WrappedKey> keys) throws SQLException {
    vault.published(keys);
  }

  /** The key to publish with an event, or the news that it is destroyed; mostly nothing. */
  List<WrappedKey> of(ExportedEvent event) throws SQLException {
    ResourceKey key = event.key();
    if (key == null || !types.byName(key.type()).map(ResourceType::sealed).orElse(false)) {
      return List.of();
    }
    return event.isDeletion()
        ? List.of(new WrappedKey(logId, key, null))
        : vault.wrapped(logId, key).stream().toList();
  }
}

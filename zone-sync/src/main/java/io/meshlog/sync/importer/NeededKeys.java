package io.meshlog.sync.importer;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.sync.resync.KeyFeed;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of the secrets on one channel, committed with the events that need them: they must
 * be here before those; and what the keys' topic says of signing keys. Reads the topic when the
 * first of either is needed. One importer's thread.
 */
final class NeededKeys implements AutoCloseable {
  private final Channel channel;
  private final UUID source;
  private final ChannelImporter.Parts parts;
  private @Nullable KeyFeed feed;

  NeededKeys(Channel channel, UUID source, ChannelImporter.Parts parts) {
    this.channel = channel;
    this.source = source;
    this.parts = parts;
  }

  /**
   * @param trusted the keys that sign what the channel's owner says
   */
  void fetchFor(List<@Nullable ExportedEvent> events, TrustedKeys trusted) throws SQLException {
    if (events.stream().noneMatch(this::isSealed)) {
      return;
    }
    feed().catchUp(trusted);
    Set<String> missing = parts.vault().missingRingKeys();
    parts
        .troubles()
        .report("key ring", missing.isEmpty() ? null : "secrets need its keys " + missing);
  }

  /** What a log announces of its signing keys on the topic of our channel's owner. */
  Optional<AnnouncedKeys> announced(UUID log) {
    return feed().announced(log);
  }

  private KeyFeed feed() {
    KeyFeed open = feed;
    if (open == null) {
      open = new KeyFeed(parts.clients(), channel.owner(), source, parts.vault());
      feed = open;
    }
    return open;
  }

  private boolean isSealed(@Nullable ExportedEvent event) {
    ResourceKey key = event == null ? null : event.key();
    return key != null && parts.types().byName(key.type()).map(ResourceType::sealed).orElse(false);
  }

  @Override
  public void close() {
    if (feed != null) {
      feed.close();
    }
  }
}

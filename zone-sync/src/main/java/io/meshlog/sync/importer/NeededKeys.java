package io.meshlog.sync.importer;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.sync.resync.KeyFeed;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of the secrets on one channel: committed with the events that need them, they must
 * be here before those. Reads the keys' topic when the first secret comes. One importer's thread.
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

  void fetchFor(List<@Nullable ExportedEvent> events) throws SQLException {
    if (events.stream().noneMatch(this::isSealed)) {
      return;
    }
    if (feed == null) {
      feed = new KeyFeed(parts.clients(), channel.owner(), source, parts.vault());
    }
    feed.catchUp();
    Set<String> missing = parts.vault().missingRingKeys();
    parts
        .troubles()
        .report("key ring", missing.isEmpty() ? null : "secrets need its keys " + missing);
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

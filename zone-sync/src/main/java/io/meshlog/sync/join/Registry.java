package io.meshlog.sync.join;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.ZoneSpec;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What the Zones that Global keeps say to a member of the federation (design.md section 4,
 * Joining). Pure.
 */
final class Registry {
  static final Channel POLICY = new Channel(Origin.GLOBAL, ChannelKind.POLICY);

  /**
   * Label of a Zone whose database is lost: the id of the log that takes the place of the old one.
   */
  static final String ACCEPT_LOG = "meshlog.io/accept-log";

  private static final Pattern ZONE_NAME = Pattern.compile("[a-z0-9-]{1,63}");

  private Registry() {}

  /** Whether a name can be part of a topic's name. */
  static boolean isZoneName(String name) {
    return ZONE_NAME.matcher(name).matches();
  }

  static ResourceKey key(String zone) {
    return CoreTypes.ZONE.key("", Origin.GLOBAL, zone);
  }

  static Optional<Resource<ZoneSpec>> zone(MeshImage image, String name) {
    return image.find(key(name)).map(resource -> resource.as(CoreTypes.ZONE));
  }

  /** Whether people said that this log takes the place of the one that speaks for the zone. */
  static boolean accepts(Resource<ZoneSpec> zone, UUID logId) {
    return !logId.equals(zone.spec().logId())
        && logId.toString().equals(zone.labels().get(ACCEPT_LOG));
  }

  static boolean changedBy(MeshDelta delta) {
    return delta.changes().stream()
        .anyMatch(change -> change.key().type().equals(CoreTypes.ZONE.name()));
  }

  /**
   * The channels that {@code self} follows, with the log that may speak on each; for Global's own
   * channel no log is registered.
   */
  static SortedMap<Channel, Optional<UUID>> wanted(MeshImage image, Origin self) {
    SortedMap<Channel, Optional<UUID>> wanted = new TreeMap<>();
    if (!self.isGlobal()) {
      wanted.put(POLICY, Optional.empty());
    }
    image
        .all(CoreTypes.ZONE)
        .filter(zone -> zone.origin().isGlobal() && zone.spec().active())
        .filter(zone -> !zone.displayName().equals(self.zone()))
        .forEach(zone -> {
          UUID logId = zone.spec().logId();
          if (logId != null) {
            Origin owner = Origin.zone(zone.displayName());
            wanted.put(new Channel(owner, ChannelKind.OFFER), Optional.of(logId));
            if (self.isGlobal()) {
              wanted.put(new Channel(owner, ChannelKind.INVENTORY), Optional.of(logId));
            }
          }
        });
    return wanted;
  }

  /**
   * Whether copies of a channel that is not followed must go: zones drop what a disabled zone
   * offers, Global keeps what it knows of a zone until the Zone is deleted.
   */
  static boolean isDropped(MeshImage image, Origin self, Channel channel) {
    Origin owner = channel.owner();
    return !owner.isGlobal()
        && !wanted(image, self).containsKey(channel)
        && (!self.isGlobal() || zone(image, owner.zone()).isEmpty());
  }

  /** The copies of a channel that an image holds. */
  static List<ResourceKey> copies(MeshImage image, Channel channel) {
    return image
        .everything()
        .filter(resource -> resource.origin().equals(channel.owner()))
        .filter(resource ->
            resource.type().channelOf(resource.key()).filter(channel::equals).isPresent())
        .map(Resource::key)
        .toList();
  }

  /** Whether the federation lets this log speak for its owner: Global needs nobody's leave. */
  static boolean admits(MeshImage image, Origin self, UUID logId) {
    return self.isGlobal()
        || zone(image, self.zone()).filter(zone -> logId.equals(zone.spec().logId())).isPresent();
  }

  /** The other log that has this zone's name, if one was first. */
  static Optional<UUID> conflict(MeshImage image, Origin self, UUID logId) {
    return self.isGlobal()
        ? Optional.empty()
        : zone(image, self.zone())
            .flatMap(zone -> Optional.ofNullable(zone.spec().logId()))
            .filter(other -> !other.equals(logId));
  }
}

package io.meshlog.model.naming;

import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Virtual addresses of services: a function of the service's key, so that every replica, every zone
 * and a restored log come to the same. Services of one mesh and kind that meet at one address go on
 * to the next free one, the older service first.
 */
final class VirtualAddresses {
  private VirtualAddresses() {}

  /**
   * Of each service for which there is an address left.
   *
   * @param services of one type and mesh, the oldest first
   */
  static Map<ResourceKey, String> of(
      Collection<? extends Resource<?>> services, AddressRanges ranges) {
    Map<ResourceKey, String> addresses = new HashMap<>();
    Set<Integer> taken = new HashSet<>();
    for (Resource<?> service : services) {
      AddressRange range = ranges.of(service.type().name());
      if (taken.size() == range.size()) {
        break;
      }
      int place = wanted(service.key(), range.size());
      while (!taken.add(place)) {
        place = (place + 1) % range.size();
      }
      addresses.put(service.key(), range.address(place));
    }
    return addresses;
  }

  private static int wanted(ResourceKey key, int size) {
    long hash = HashedName.fnv1a64(key.toString());
    return (int) Long.remainderUnsigned(hash ^ hash >>> 32, size);
  }
}

package io.meshlog.model.naming;

import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Virtual addresses of services, in Kuma's ranges: a function of the service's key, so that every
 * replica, every zone and a restored log come to the same. Services of one mesh and kind that meet
 * at one address go on to the next free one, the older service first.
 */
final class VirtualAddresses {
  private static final int SPACE = (1 << 24) - 2;

  private VirtualAddresses() {}

  /** First octet of the addresses that services of a type get. */
  private static int octet(String type) {
    if (type.equals(CoreTypes.MESH_SERVICE.name())) {
      return 241;
    }
    return type.equals(CoreTypes.MESH_EXTERNAL_SERVICE.name()) ? 242 : 243;
  }

  /**
   * @param services of one type and mesh, the oldest first
   */
  static Map<ResourceKey, String> of(Collection<? extends Resource<?>> services) {
    Map<ResourceKey, String> addresses = new HashMap<>();
    Set<Integer> taken = new HashSet<>();
    for (Resource<?> service : services) {
      int place = wanted(service.key());
      while (!taken.add(place)) {
        place = (place + 1) % SPACE;
      }
      // Neither the network's own address nor its broadcast address.
      int host = place + 1;
      addresses.put(
          service.key(),
          octet(service.type().name())
              + "."
              + (host >>> 16)
              + '.'
              + (host >>> 8 & 0xff)
              + '.'
              + (host & 0xff));
    }
    return addresses;
  }

  private static int wanted(ResourceKey key) {
    long hash = HashedName.fnv1a64(key.toString());
    return (int) Long.remainderUnsigned(hash ^ hash >>> 32, SPACE);
  }
}

package io.meshlog.zone.ads;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a proxy should have.
 *
 * @param pos head of the image it was made from: accepted by the proxy, every change up to here is
 *     in force
 * @param resources by type and name; a type that is missing is empty
 */
public record Target(long pos, Map<XdsType, SortedMap<String, XdsResource>> resources) {
  private static final SortedMap<String, XdsResource> NONE =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  SortedMap<String, XdsResource> of(XdsType type) {
    return resources.getOrDefault(type, NONE);
  }
}

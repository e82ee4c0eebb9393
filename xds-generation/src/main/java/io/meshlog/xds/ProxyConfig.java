package io.meshlog.xds;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that one proxy gets, and what it was made from.
 *
 * @param resources for every type, by name; a type without resources is an empty map
 * @param deps what it depends on
 * @param decisions which policies decided what, for those who ask why
 */
public record ProxyConfig(
    Map<XdsType, SortedMap<String, XdsResource>> resources,
    Set<Dep> deps,
    List<Decided> decisions) {
  public ProxyConfig {
    EnumMap<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      all.put(
          type,
          Collections.unmodifiableSortedMap(
              resources.getOrDefault(type, Collections.emptySortedMap())));
    }
    resources = Collections.unmodifiableMap(all);
    deps = Set.copyOf(deps);
    decisions = List.copyOf(decisions);
  }

  public SortedMap<String, XdsResource> of(XdsType type) {
    return resources.getOrDefault(type, Collections.emptySortedMap());
  }

  public Optional<XdsResource> find(XdsType type, String name) {
    return Optional.ofNullable(of(type).get(name));
  }

  /** The same with other endpoints for some clusters; everything else is shared. */
  public ProxyConfig withEndpoints(Map<String, XdsResource> swapped) {
    SortedMap<String, XdsResource> endpoints = new TreeMap<>(of(XdsType.ENDPOINT));
    endpoints.putAll(swapped);
    EnumMap<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(resources);
    all.put(XdsType.ENDPOINT, endpoints);
    return new ProxyConfig(all, deps, decisions);
  }
}

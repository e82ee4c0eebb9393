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
 * All that one proxy gets, and what it was made from. Immutable.
 *
 * @param resources for every type, by name; a type without resources is an empty map
 * @param deps what it depends on
 * @param reaches for each cluster whose endpoints are sent apart, where they come from
 * @param reasons for those who ask why
 */
public record ProxyConfig(
    Map<XdsType, SortedMap<String, XdsResource>> resources,
    Set<Dep> deps,
    Map<String, Reach> reaches,
    Reasons reasons) {
  private static final SortedMap<String, XdsResource> NONE =
      Collections.unmodifiableSortedMap(new TreeMap<>());

  public ProxyConfig {
    EnumMap<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(XdsType.class);
    for (XdsType type : XdsType.values()) {
      SortedMap<String, XdsResource> ofType = resources.getOrDefault(type, NONE);
      // What is unmodifiable already stays the same instance, by which streams know it.
      all.put(type, ofType.isEmpty() ? NONE : Collections.unmodifiableSortedMap(ofType));
    }
    resources = Collections.unmodifiableMap(all);
    deps = Set.copyOf(deps);
    reaches = Map.copyOf(reaches);
  }

  public SortedMap<String, XdsResource> of(XdsType type) {
    return resources.getOrDefault(type, NONE);
  }

  /** Which policies decided what. */
  public List<Decided> decisions() {
    return reasons.all();
  }

  public Optional<XdsResource> find(XdsType type, String name) {
    return Optional.ofNullable(of(type).get(name));
  }

  /** The same with some resources of a type replaced; everything else is shared. */
  public ProxyConfig with(XdsType type, Map<String, XdsResource> replacements) {
    SortedMap<String, XdsResource> changed = new TreeMap<>(of(type));
    changed.putAll(replacements);
    EnumMap<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(resources);
    all.put(type, changed);
    return new ProxyConfig(all, deps, reaches, reasons);
  }
}

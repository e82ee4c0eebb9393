package io.meshlog.zone.inspect;

import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.status.PushForm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A config against the hashes of what was told.
 *
 * @param differences sorted by type and name
 * @param notCompared names of resources of which only the presence was compared
 */
record Comparison(List<Difference> differences, List<String> notCompared) {
  Comparison {
    differences = List.copyOf(differences);
    notCompared = List.copyOf(notCompared);
  }

  enum How {
    /** Told, and not made now. */
    MISSING,
    /** Made now, and not told. */
    ADDED,
    CHANGED
  }

  record Difference(XdsType type, String name, How how) {}

  /**
   * @param told by type and name, their hashes
   */
  static Comparison of(ProxyConfig config, SortedMap<String, SortedMap<String, String>> told) {
    List<Difference> differences = new ArrayList<>();
    List<String> notCompared = new ArrayList<>();
    for (XdsType type : XdsType.values()) {
      SortedMap<String, String> was = told.getOrDefault(type.name(), Collections.emptySortedMap());
      TreeSet<String> names = new TreeSet<>(was.keySet());
      names.addAll(config.of(type).keySet());
      for (String name : names) {
        String before = was.get(name);
        String now =
            config.find(type, name).map(resource -> PushForm.hash(type, resource)).orElse(null);
        if (before == null) {
          differences.add(new Difference(type, name, How.ADDED));
        } else if (now == null) {
          differences.add(new Difference(type, name, How.MISSING));
        } else if (!now.equals(before)) {
          differences.add(new Difference(type, name, How.CHANGED));
        } else if (now.equals(PushForm.NOT_COMPARED)) {
          notCompared.add(name);
        }
      }
    }
    return new Comparison(differences, notCompared);
  }
}

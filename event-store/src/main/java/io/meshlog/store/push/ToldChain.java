package io.meshlog.store.push;

import io.meshlog.model.json.SpecJson;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a whole row and those that build on it come to. */
record ToldChain(
    SortedMap<String, SortedMap<String, String>> resources,
    @Nullable String node,
    @Nullable String outside) {

  static ToldChain of(List<PushRow> rows) {
    SortedMap<String, SortedMap<String, String>> resources = new TreeMap<>();
    String node = null;
    String outside = null;
    for (PushRow row : rows) {
      SpecJson.parse(row.resources())
          .properties()
          .forEach(type -> {
            SortedMap<String, String> named =
                resources.computeIfAbsent(type.getKey(), _ -> new TreeMap<>());
            type.getValue()
                .properties()
                .forEach(resource -> {
                  if (resource.getValue().isNull()) {
                    named.remove(resource.getKey());
                  } else {
                    named.put(resource.getKey(), resource.getValue().asString());
                  }
                });
          });
      node = row.node() == null ? node : row.node();
      outside = row.outside() == null ? outside : row.outside();
    }
    resources.values().removeIf(SortedMap::isEmpty);
    return new ToldChain(resources, node, outside);
  }
}

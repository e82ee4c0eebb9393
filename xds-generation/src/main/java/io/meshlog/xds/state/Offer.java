package io.meshlog.xds.state;

import io.meshlog.model.resource.Tags;
import io.meshlog.model.zone.ZoneIngressSpec.AvailableService;
import java.util.List;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * What this zone's ingresses offer to other zones: local healthy inbounds grouped by mesh and full
 * tag set (xds-generation.md 5.1). Immutable; counting one inbound costs the logarithm of the
 * groups.
 */
record Offer(PSortedMap<Group, Integer> instances) {
  static final Offer NOTHING = new Offer(TreePMap.empty());

  /** Sorted by mesh, then by the tags as text. */
  record Group(String mesh, String text, Tags tags) implements Comparable<Group> {
    static Group of(String mesh, Tags tags) {
      return new Group(mesh, tags.values().toString(), tags);
    }

    @Override
    public int compareTo(Group other) {
      int byMesh = mesh.compareTo(other.mesh);
      return byMesh != 0 ? byMesh : text.compareTo(other.text);
    }
  }

  Offer plus(String mesh, Tags tags, int count) {
    Group group = Group.of(mesh, tags);
    int now = instances.getOrDefault(group, 0) + count;
    return new Offer(now == 0 ? instances.minus(group) : instances.plus(group, now));
  }

  List<AvailableService> services() {
    return instances.entrySet().stream()
        .map(e -> new AvailableService(e.getKey().tags(), e.getValue(), e.getKey().mesh(), false))
        .toList();
  }
}

package io.meshlog.xds.state;

import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Dep;
import io.meshlog.xds.state.MeshState.Parts;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/**
 * Which meshes may have other names or virtual addresses after a step: local to one call. Names
 * hang on which services there are, not on their instances, so most steps change none.
 */
final class Renaming {
  private final Parts before;
  private PMap<String, Carried> carried;
  private final Map<String, Set<Tags>> recounted = new HashMap<>();
  private final Map<String, Boolean> ruled = new HashMap<>();
  private final Set<String> meshes = new HashSet<>();
  private boolean all;

  Renaming(Parts before) {
    this.before = before;
    this.carried = before.carried();
  }

  void of(String mesh) {
    meshes.add(mesh);
  }

  void ofAll() {
    all = true;
  }

  /** A service by identity came, changed or went: its ports and instances do not matter. */
  void named(Change change) {
    Resource<?> old = change.before();
    Resource<?> now = change.after();
    boolean same =
        old != null
            && now != null
            && old.labels().equals(now.labels())
            && old.created().equals(now.created());
    if (!same) {
      of(change.key().mesh());
    }
  }

  /** The inbounds of a Dataplane carry other tags. */
  void carried(String mesh, List<Tags> old, List<Tags> now) {
    if (old.equals(now)) {
      return;
    }
    Carried counted = carried.getOrDefault(mesh, Carried.NOTHING);
    Set<Tags> about = recounted.computeIfAbsent(mesh, none -> new HashSet<>());
    for (Tags tags : old) {
      counted = counted.plus(tags, -1);
      about.add(tags);
    }
    for (Tags tags : now) {
      counted = counted.plus(tags, 1);
      about.add(tags);
    }
    carried = counted.equals(Carried.NOTHING) ? carried.minus(mesh) : carried.plus(mesh, counted);
  }

  PMap<String, Carried> carried() {
    return carried;
  }

  /** Endpoints of these services changed; what counts is whether other zones have them. */
  void elsewhere(
      String mesh, @Nullable MeshView old, @Nullable MeshView now, Set<String> services) {
    for (String service : services) {
      ServiceView was = old == null ? null : old.service(service);
      ServiceView is = now == null ? null : now.service(service);
      boolean same = ServiceView.sameRemote(was, is) || !ruled(mesh) && !none(was) && !none(is);
      if (!same) {
        of(mesh);
      }
    }
  }

  private static boolean none(@Nullable ServiceView view) {
    return view == null
        || view.remote().stream().map(Endpoint::tags).noneMatch(VirtualNames::names);
  }

  /** Whether tags beyond the service make names. */
  private boolean ruled(String mesh) {
    return ruled.computeIfAbsent(mesh, name -> has(before.image(), name));
  }

  private static boolean has(MeshImage image, String mesh) {
    return image.all(VirtualOutboundSpec.TYPE, mesh).findAny().isPresent();
  }

  /** The parts with the names of after the step; {@code touched} is added to. */
  Parts finish(Parts now, Set<Dep> touched) {
    recounted.forEach((mesh, about) -> {
      Carried was = before.carried().getOrDefault(mesh, Carried.NOTHING);
      Carried is = carried.getOrDefault(mesh, Carried.NOTHING);
      if (!was.agrees(is, about, ruled(mesh))) {
        of(mesh);
      }
    });
    if (all) {
      meshes.addAll(now.meshes().keySet());
      meshes.addAll(now.virtual().keySet());
    }
    PMap<String, VirtualNames> virtual = now.virtual();
    for (String mesh : meshes) {
      VirtualNames known = virtual.getOrDefault(mesh, new VirtualNames());
      virtual = virtual.plus(mesh, known.next(now, mesh, touched));
    }
    return meshes.isEmpty() ? now : now.called(virtual);
  }
}

package io.meshlog.xds.state;

import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec;
import io.meshlog.model.legacy.virtualoutbound.VirtualOutboundSpec;
import io.meshlog.model.naming.ServiceNames;
import io.meshlog.model.naming.ServiceStatus;
import io.meshlog.model.naming.TaggedHosts;
import io.meshlog.model.naming.Viewpoint;
import io.meshlog.model.naming.VirtualHost;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Dep.Called;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.draft.VirtualServices.Named;
import io.meshlog.xds.state.MeshState.Parts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names and virtual addresses of one mesh, made when a proxy that goes by them first asks: in a
 * mesh without such proxies they cost nothing. The states that have the same names share one
 * object. Safe for any thread.
 */
final class VirtualNames {
  private volatile @Nullable VirtualServices made;

  /** Of this state, or of any other that shares this object. */
  VirtualServices of(Parts parts, String mesh) {
    VirtualServices known = made;
    if (known == null) {
      known = make(parts, mesh);
      made = known;
    }
    return known;
  }

  /** The names after a step that may have changed them; {@code touched} is added to. */
  VirtualNames next(Parts now, String mesh, Set<Dep> touched) {
    VirtualServices before = made;
    if (before == null) {
      // Somebody may ask at this moment: there is nothing to compare with.
      touched.add(new Dep.Names(mesh, new Called.First()));
      return new VirtualNames();
    }
    VirtualNames next = new VirtualNames();
    VirtualServices after = next.of(now, mesh);
    if (after.equals(before)) {
      return this;
    }
    touch(mesh, before, after, touched);
    return next;
  }

  private static void touch(
      String mesh, VirtualServices before, VirtualServices after, Set<Dep> touched) {
    Set<VirtualHost> hosts = new HashSet<>(before.tagged());
    Set<VirtualHost> still = new HashSet<>(after.tagged());
    Set<VirtualHost> changed = new HashSet<>(hosts);
    changed.removeAll(still);
    still.removeAll(hosts);
    changed.addAll(still);
    for (VirtualHost host : changed) {
      touched.add(new Dep.Names(mesh, new Called.Tagged()));
      host.ports()
          .forEach(
              port -> touched.add(new Dep.Names(mesh, new Called.ByService(port.to().service()))));
    }
    Map<ResourceKey, Named> old = byKey(before);
    Map<ResourceKey, Named> now = byKey(after);
    Set<ResourceKey> keys = new HashSet<>(old.keySet());
    keys.addAll(now.keySet());
    for (ResourceKey key : keys) {
      if (!Objects.equals(old.get(key), now.get(key))) {
        touched.add(new Dep.Names(mesh, new Called.Named()));
        touched.add(new Dep.Names(mesh, new Called.ByKey(key)));
      }
    }
  }

  private static Map<ResourceKey, Named> byKey(VirtualServices services) {
    Map<ResourceKey, Named> found = new HashMap<>();
    services.named().forEach(each -> found.put(each.service(), each));
    return found;
  }

  private static VirtualServices make(Parts parts, String mesh) {
    List<Named> named = new ArrayList<>();
    ServiceNames.KINDS.forEach(kind -> named.addAll(named(parts, kind, mesh)));
    named.sort(Comparator.comparing(Named::service));
    return new VirtualServices(tagged(parts, mesh), named);
  }

  private static List<VirtualHost> tagged(Parts parts, String mesh) {
    MeshImage image = parts.image();
    Carried here = parts.carried().getOrDefault(mesh, Carried.NOTHING);
    Set<String> services = new HashSet<>(here.services().keySet());
    List<Resource<ExternalServiceSpec>> external =
        image.all(ExternalServiceSpec.TYPE, mesh).toList();
    List<Resource<VirtualOutboundSpec>> rules = image.all(VirtualOutboundSpec.TYPE, mesh).toList();
    Set<Tags> carried = rules.isEmpty() ? Set.of() : new HashSet<>(here.sets().keySet());
    MeshView view = parts.meshes().get(mesh);
    if (view != null) {
      view.offeredElsewhere()
          .forEach((service, all) -> {
            List<Tags> tags = all.stream().filter(VirtualNames::names).toList();
            if (!tags.isEmpty()) {
              services.add(service);
            }
            if (!rules.isEmpty()) {
              carried.addAll(tags);
            }
          });
    }
    return TaggedHosts.of(
        parts.naming().tags(), parts.naming().ranges(), services, carried, external, rules);
  }

  /** What is open to other meshes only is no service of this one. */
  static boolean names(Tags offered) {
    return !offered.has(Tags.MESH);
  }

  private static <S extends Spec> List<Named> named(
      Parts parts, ResourceType<S> kind, String mesh) {
    MeshImage image = parts.image();
    ServiceNames names =
        ServiceNames.of(image, kind, mesh, new Viewpoint(image.self()), parts.naming().ranges());
    List<Named> named = new ArrayList<>();
    image
        .all(kind, mesh)
        .forEach(service -> {
          Optional<ServiceStatus> status = names.status(service.key());
          status.ifPresent(
              says -> named.add(new Named(service.key(), says.vip(), says.hostnames())));
        });
    return named;
  }
}

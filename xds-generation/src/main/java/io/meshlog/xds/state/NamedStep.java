package io.meshlog.xds.state;

import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.MeshExternalServiceSpec;
import io.meshlog.model.service.MeshMultiZoneServiceSpec;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.service.ServicePort;
import io.meshlog.model.target.ResourceRules.Destination;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.xds.state.NamedServices.Known;
import io.meshlog.xds.state.NamedServices.Placed;
import io.meshlog.xds.state.ServiceView.Terms;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** One change of the services addressed by identity while it is made: local to one call. */
final class NamedStep {
  private final Set<ResourceKey> touched;
  private Terms terms;
  private PSortedMap<ResourceKey, NamedView> views;
  private Index<Clue, ResourceKey> selectors;
  private Index<Clue, ResourceKey> multiple;
  private Index<Clue, ResourceKey> labelled;
  private Index<Clue, Placed> endpoints;
  private PMap<String, PSortedMap<String, Door>> doors;
  private Known known;

  /**
   * @param touched is added the services whose view is another after this
   */
  NamedStep(NamedServices from, Set<ResourceKey> touched) {
    this.touched = touched;
    this.terms = from.terms();
    this.views = from.views();
    this.selectors = from.selectors();
    this.multiple = from.multiple();
    this.labelled = from.labelled();
    this.endpoints = from.endpoints();
    this.doors = from.doors();
    this.known = from.known();
  }

  NamedServices done() {
    return new NamedServices(terms, views, selectors, multiple, labelled, endpoints, doors, known);
  }

  /** The endpoints of a Dataplane of this zone changed from these to those. */
  NamedStep local(Map<Endpoint.Id, Endpoint> before, Map<Endpoint.Id, Endpoint> after) {
    before.forEach((id, endpoint) -> {
      if (!endpoint.equals(after.get(id))) {
        Clue.each(id, endpoint, c -> endpoints = endpoints.minus(c, new Placed(id, endpoint)));
        selecting(id, endpoint).forEach(key -> change(key, view -> view.without(id)));
      }
    });
    after.forEach((id, endpoint) -> {
      if (!endpoint.equals(before.get(id))) {
        Clue.each(id, endpoint, c -> endpoints = endpoints.plus(c, new Placed(id, endpoint)));
        selecting(id, endpoint).forEach(key -> change(key, view -> view.with(id, endpoint)));
      }
    });
    return this;
  }

  private Set<ResourceKey> selecting(Endpoint.Id id, Endpoint endpoint) {
    Set<ResourceKey> found = new HashSet<>();
    Clue.each(id, endpoint, clue -> found.addAll(selectors.at(clue)));
    found.removeIf(key -> !selects(Objects.requireNonNull(views.get(key)), id, endpoint));
    return found;
  }

  private static boolean selects(NamedView view, Endpoint.Id id, Endpoint endpoint) {
    return view.resource().spec() instanceof MeshServiceSpec spec
        && spec.selector() != null
        && spec.selector().selects(id.owner(), endpoint.labels(), endpoint.tags());
  }

  /** A service came, changed or went. */
  NamedStep resource(@Nullable Resource<?> before, @Nullable Resource<?> after) {
    if (before != null) {
      remove(before);
    }
    if (after != null) {
      add(after);
    }
    return this;
  }

  private void remove(Resource<?> old) {
    ResourceKey key = old.key();
    touched.add(key);
    views = views.minus(key);
    known = new Known(known.destinations().minus(key));
    Clue.each(old.labels(), clue -> labelled = labelled.minus(clue, key));
    switch (old.spec()) {
      case MeshServiceSpec spec -> {
        if (spec.selector() != null) {
          selectors = selectors.minus(Clue.of(spec.selector()), key);
        }
        over(old.labels()).forEach(each -> changeOver(each, view -> view.withMember(key, null)));
      }
      case MeshMultiZoneServiceSpec spec -> multiple = multiple.minus(Clue.of(spec.wanted()), key);
      default -> {} // a MeshExternalService selects nothing
    }
  }

  private void add(Resource<?> now) {
    ResourceKey key = now.key();
    touched.add(key);
    Clue.each(now.labels(), clue -> labelled = labelled.plus(clue, key));
    NamedView view = NamedView.of(now, terms);
    switch (now.spec()) {
      case MeshServiceSpec spec -> {
        view = filled(view, spec);
        views = views.plus(key, view);
        known = known(key, now, TargetKind.MESH_SERVICE, spec.portsOrNone());
        NamedView member = view;
        over(now.labels()).forEach(each -> changeOver(each, v -> v.withMember(key, member)));
      }
      case MeshMultiZoneServiceSpec spec -> {
        multiple = multiple.plus(Clue.of(spec.wanted()), key);
        views = views.plus(key, filled(view, spec));
        known = known(key, now, TargetKind.MESH_MULTI_ZONE_SERVICE, spec.portsOrNone());
      }
      case MeshExternalServiceSpec spec -> {
        views = views.plus(key, view);
        known = known(key, now, TargetKind.MESH_EXTERNAL_SERVICE, spec.portsOrNone());
      }
      default -> throw new IllegalArgumentException(key + " is no service");
    }
  }

  private NamedView filled(NamedView view, MeshServiceSpec spec) {
    ResourceKey key = view.resource().key();
    if (!key.origin().zone().equals(terms.zone())) {
      return view.behind(doors.getOrDefault(key.origin().zone(), TreePMap.empty()));
    }
    NamedView full = view;
    if (spec.selector() != null) {
      Clue clue = Clue.of(spec.selector());
      selectors = selectors.plus(clue, key);
      for (Placed placed : endpoints.at(clue)) {
        if (selects(view, placed.id(), placed.endpoint())) {
          full = full.with(placed.id(), placed.endpoint());
        }
      }
    }
    return full;
  }

  private NamedView filled(NamedView view, MeshMultiZoneServiceSpec spec) {
    NamedView full = view;
    for (ResourceKey key : labelled.at(Clue.of(spec.wanted()))) {
      NamedView member = views.get(key);
      if (member != null
          && member.resource().spec() instanceof MeshServiceSpec
          && spec.selects(member.resource().labels())) {
        full = full.withMember(key, member);
      }
    }
    return full;
  }

  private Known known(
      ResourceKey key, Resource<?> resource, TargetKind kind, List<ServicePort> ports) {
    Destination destination =
        new Destination(
            kind,
            Kri.of(resource),
            resource.labels(),
            ports.stream().map(ServicePort::section).toList());
    return new Known(known.destinations().plus(key, destination));
  }

  /** The doors of another zone are these now. */
  NamedStep doors(String zone, PSortedMap<String, Door> now) {
    if (now.equals(doors.getOrDefault(zone, TreePMap.empty()))) {
      return this;
    }
    doors = now.isEmpty() ? doors.minus(zone) : doors.plus(zone, now);
    servicesOf(zone).forEach(key -> change(key, view -> view.behind(now)));
    return this;
  }

  /** Found without a look at the others: keys are ordered by type, mesh and origin. */
  private List<ResourceKey> servicesOf(String zone) {
    ResourceKey from = CoreTypes.MESH_SERVICE.key(terms.mesh(), Origin.zone(zone), "");
    return views.tailMap(from).keySet().stream()
        .takeWhile(key ->
            key.type().equals(from.type())
                && key.mesh().equals(from.mesh())
                && key.origin().equals(from.origin()))
        .toList();
  }

  /** What the mesh says changed: every view was made under other terms. */
  NamedStep terms(Terms now) {
    if (!now.equals(terms)) {
      terms = now;
      List.copyOf(views.keySet()).forEach(key -> change(key, view -> view.under(now)));
    }
    return this;
  }

  private void change(ResourceKey key, UnaryOperator<NamedView> how) {
    NamedView before = views.get(key);
    if (before == null) {
      return;
    }
    NamedView after = how.apply(before);
    views = views.plus(key, after);
    touched.add(key);
    if (after.resource().spec() instanceof MeshServiceSpec) {
      over(after.resource().labels())
          .forEach(each -> changeOver(each, view -> view.withMember(key, after)));
    }
  }

  private void changeOver(ResourceKey multiZone, UnaryOperator<NamedView> how) {
    views = views.plus(multiZone, how.apply(Objects.requireNonNull(views.get(multiZone))));
    touched.add(multiZone);
  }

  /** The MeshMultiZoneServices over a MeshService with these labels. */
  private Set<ResourceKey> over(Labels labels) {
    Set<ResourceKey> found = new HashSet<>();
    Clue.each(labels, clue -> found.addAll(multiple.at(clue)));
    found.removeIf(key ->
        !(Objects.requireNonNull(views.get(key)).resource().spec()
                instanceof MeshMultiZoneServiceSpec spec
            && spec.selects(labels)));
    return found;
  }
}

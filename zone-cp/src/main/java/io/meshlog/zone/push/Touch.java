package io.meshlog.zone.push;

import io.meshlog.xds.Dep;
import java.util.HashSet;
import java.util.Set;

/** What of a proxy's config may be out of date. */
sealed interface Touch {
  Touch NOTHING = new Parts(Set.of());
  Touch EVERYTHING = new Everything();

  static Touch of(Dep dep) {
    return new Parts(Set.of(dep));
  }

  /**
   * Whether it may wait while many proxies come at once: what services are and where their
   * instances are. What a user, a certificate or the proxy itself changes may not.
   */
  static boolean mayWait(Dep dep) {
    return switch (dep) {
      case Dep.Shape _,
          Dep.Endpoints _,
          Dep.LocalEndpoints _,
          Dep.Named _,
          Dep.NamedEndpoints _,
          Dep.IngressShape _,
          Dep.Places _ ->
          true;
      case Dep.Own _,
          Dep.OfMesh _,
          Dep.Labelled _,
          Dep.EgressShape _,
          Dep.OfSecret _,
          Dep.OfGateways _,
          Dep.OfExternal _,
          Dep.Names _,
          Dep.OfCollectors _,
          Dep.Policies _ ->
          false;
    };
  }

  boolean isNothing();

  Touch and(Touch other);

  record Everything() implements Touch {
    @Override
    public boolean isNothing() {
      return false;
    }

    @Override
    public Touch and(Touch other) {
      return this;
    }
  }

  /** Never more than the proxy depends on. */
  record Parts(Set<Dep> deps) implements Touch {
    @Override
    public boolean isNothing() {
      return deps.isEmpty();
    }

    @Override
    public Touch and(Touch other) {
      return switch (other) {
        case Everything everything -> everything;
        case Parts more when deps.containsAll(more.deps) -> this;
        case Parts more -> {
          Set<Dep> both = new HashSet<>(deps);
          both.addAll(more.deps);
          yield new Parts(Set.copyOf(both));
        }
      };
    }
  }
}

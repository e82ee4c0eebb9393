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

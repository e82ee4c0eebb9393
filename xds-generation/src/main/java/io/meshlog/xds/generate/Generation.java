package io.meshlog.xds.generate;

import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import java.util.Set;

/** What came out for a proxy. */
public sealed interface Generation {

  /** What its config depends on, whether there is one or not. */
  Set<Dep> deps();

  record Ready(ProxyConfig config) implements Generation {
    @Override
    public Set<Dep> deps() {
      return config.deps();
    }
  }

  /**
   * There is no config now: the proxy keeps the last good one. It is to be tried again when one of
   * the deps is touched or a certificate arrives.
   *
   * @param why for people
   */
  record Withheld(String why, Set<Dep> deps) implements Generation {
    public Withheld {
      deps = Set.copyOf(deps);
    }
  }
}

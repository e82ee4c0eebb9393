package io.meshlog.zone.dataplane;

import io.meshlog.model.resource.ResourceKey;
import io.meshlog.xds.ProxyKey;
import java.util.Optional;

/** What this replica asks of the others before it removes a resource, and after one was. Blocks. */
public interface OtherReplicas {
  /** Nobody else serves proxies here. */
  OtherReplicas NONE =
      new OtherReplicas() {
        @Override
        public boolean serve(ProxyKey proxy) {
          return false;
        }

        @Override
        public Optional<String> removedBy(ResourceKey key) {
          return Optional.empty();
        }
      };

  /** Whether a replica that is alive, other than this one, serves the proxy. */
  boolean serve(ProxyKey proxy);

  /** The actor that removed a resource; empty when it is there, or when that cannot be told. */
  Optional<String> removedBy(ResourceKey key);
}

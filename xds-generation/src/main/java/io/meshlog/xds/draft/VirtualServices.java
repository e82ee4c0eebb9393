package io.meshlog.xds.draft;

import io.meshlog.model.naming.VirtualHost;
import io.meshlog.model.resource.ResourceKey;
import java.util.List;

/**
 * What the services of a mesh are called, and the virtual addresses at which every proxy behind
 * which all traffic goes can call them. The same for all proxies of the mesh.
 *
 * @param tagged what goes by tags
 * @param named services by identity, by key
 */
public record VirtualServices(List<VirtualHost> tagged, List<Named> named) {
  public static final VirtualServices NONE = new VirtualServices(List.of(), List.of());

  /**
   * @param address empty when none is left
   */
  public record Named(ResourceKey service, String address, List<String> names) {
    public Named {
      names = List.copyOf(names);
    }
  }

  public VirtualServices {
    tagged = List.copyOf(tagged);
    named = List.copyOf(named);
  }
}

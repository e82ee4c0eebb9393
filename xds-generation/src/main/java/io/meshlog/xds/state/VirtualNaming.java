package io.meshlog.xds.state;

import io.meshlog.model.naming.AddressRanges;
import io.meshlog.model.naming.TagNaming;

/**
 * How the control plane names and addresses services: settings, the same for its whole life.
 *
 * @param tags of what goes by tags
 * @param ranges of services by identity
 */
public record VirtualNaming(TagNaming tags, AddressRanges ranges) {
  public static final VirtualNaming DEFAULT =
      new VirtualNaming(TagNaming.DEFAULT, AddressRanges.DEFAULT);
}

package io.meshlog.model.naming;

import io.meshlog.model.types.CoreTypes;

/**
 * Where the virtual addresses of services come from. Addresses are derived, not stored: every
 * control plane of a federation must have the same ranges to tell the same.
 *
 * @param services of MeshServices
 * @param external of MeshExternalServices
 * @param multiZone of MeshMultiZoneServices
 */
public record AddressRanges(AddressRange services, AddressRange external, AddressRange multiZone) {
  public static final AddressRanges DEFAULT =
      new AddressRanges(
          AddressRange.parse("241.0.0.0/8"),
          AddressRange.parse("242.0.0.0/8"),
          AddressRange.parse("243.0.0.0/8"));

  public AddressRanges {
    if (services.meets(external) || services.meets(multiZone) || external.meets(multiZone)) {
      throw new IllegalArgumentException(
          "the networks "
              + services
              + ", "
              + external
              + " and "
              + multiZone
              + " must not overlap: an address stands for one service");
    }
  }

  /** Whether all of a range is in one of these. */
  public boolean cover(AddressRange range) {
    return services.covers(range) || external.covers(range) || multiZone.covers(range);
  }

  boolean hold(int address) {
    return services.holds(address) || external.holds(address) || multiZone.holds(address);
  }

  /** Of the services of a type. */
  AddressRange of(String type) {
    if (type.equals(CoreTypes.MESH_SERVICE.name())) {
      return services;
    }
    return type.equals(CoreTypes.MESH_EXTERNAL_SERVICE.name()) ? external : multiZone;
  }
}

package io.meshlog.model.naming;

/**
 * How a zone names and addresses what goes by tags: {@code <service>.<domain>}, names of
 * ExternalServices and of VirtualOutbounds (xds-generation.md 3.6).
 *
 * @param domain without a dot in front
 * @param range of the addresses; those that services by identity get are left out of it
 * @param services whether each {@code kuma.io/service} has a name and an address
 * @param port at which every service is called at its address
 */
public record TagNaming(String domain, AddressRange range, boolean services, int port) {
  public static final TagNaming DEFAULT =
      new TagNaming("mesh", AddressRange.parse("240.0.0.0/4"), true, 80);
}

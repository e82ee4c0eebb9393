package io.meshlog.model.resource;

/**
 * Which control planes of a federation take writes of a type from users
 * (rest-and-dataplane-protocol.md 3.1, columns W(G) and W(Z)). A zone outside a federation takes
 * every write but those of insights.
 */
public record Writers(boolean global, boolean zone) {
  public static final Writers GLOBAL_ONLY = new Writers(true, false);
  public static final Writers ZONE_ONLY = new Writers(false, true);
  public static final Writers BOTH = new Writers(true, true);
}

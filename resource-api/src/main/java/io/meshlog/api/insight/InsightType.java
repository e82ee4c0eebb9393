package io.meshlog.api.insight;

import java.util.List;

/**
 * The types that are read only: nobody writes them, they are no events of the log, and they are
 * served as resources (rest-and-dataplane-protocol.md 3.1, 3.3).
 */
public enum InsightType {
  DATAPLANE("DataplaneInsight", "dataplane-insights", true, "Dataplane Insight"),
  ZONE_INGRESS("ZoneIngressInsight", "zone-ingress-insights", false, "Zone Ingress Insight"),
  ZONE_EGRESS("ZoneEgressInsight", "zoneegressinsights", false, "Zone Egress Insight"),
  ZONE("ZoneInsight", "zone-insights", false, "Zone Insight"),
  MESH("MeshInsight", "mesh-insights", false, "Mesh Insight"),
  SERVICE("ServiceInsight", "service-insights", true, "Service Insight");

  public static final List<InsightType> ALL = List.of(values());

  private final String typeName;
  private final String path;
  private final boolean meshScoped;
  private final String singular;

  InsightType(String typeName, String path, boolean meshScoped, String singular) {
    this.typeName = typeName;
    this.path = path;
    this.meshScoped = meshScoped;
    this.singular = singular;
  }

  /** As clients know it, e.g. {@code DataplaneInsight}. */
  public String typeName() {
    return typeName;
  }

  public String path() {
    return path;
  }

  public boolean meshScoped() {
    return meshScoped;
  }

  public String singular() {
    return singular;
  }

  public String plural() {
    return singular + 's';
  }
}

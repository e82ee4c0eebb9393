package io.meshlog.dp.settings;

/** The three kinds of proxy, each with its wire name and the resource type that describes it. */
public enum ProxyType {
  DATAPLANE("dataplane", "Dataplane"),
  INGRESS("ingress", "ZoneIngress"),
  EGRESS("egress", "ZoneEgress");

  private final String wireName;
  private final String resourceType;

  ProxyType(String wireName, String resourceType) {
    this.wireName = wireName;
    this.resourceType = resourceType;
  }

  public String wireName() {
    return wireName;
  }

  public String resourceType() {
    return resourceType;
  }
}

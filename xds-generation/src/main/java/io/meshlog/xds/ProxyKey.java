package io.meshlog.xds;

/**
 * Names a proxy as its node id does: {@code <mesh>.<name>}, split at the first dot
 * (xds-generation.md section 6).
 *
 * @param mesh empty for zone proxies
 * @param name the name of its Dataplane or ZoneIngress in this zone
 */
public record ProxyKey(ProxyKind kind, String mesh, String name) implements Comparable<ProxyKey> {
  public static ProxyKey dataplane(String mesh, String name) {
    return new ProxyKey(ProxyKind.DATAPLANE, mesh, name);
  }

  public static ProxyKey ingress(String name) {
    return new ProxyKey(ProxyKind.INGRESS, "", name);
  }

  public static ProxyKey egress(String name) {
    return new ProxyKey(ProxyKind.EGRESS, "", name);
  }

  /** Reads a node id. Throws IllegalArgumentException when it holds no dot. */
  public static ProxyKey ofNode(ProxyKind kind, String nodeId) {
    int dot = nodeId.indexOf('.');
    if (dot < 0) {
      throw new IllegalArgumentException("not a node id: " + nodeId);
    }
    return new ProxyKey(kind, nodeId.substring(0, dot), nodeId.substring(dot + 1));
  }

  public String nodeId() {
    return mesh + '.' + name;
  }

  @Override
  public int compareTo(ProxyKey other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : nodeId().compareTo(other.nodeId());
  }

  @Override
  public String toString() {
    return kind + ":" + nodeId();
  }
}

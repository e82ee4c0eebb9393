package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Destination;
import java.util.ArrayList;
import java.util.List;

/**
 * One way out of the mesh in an egress, while it is being decided: a filter chain that ends the
 * mesh's TLS, and the cluster of what is outside. Local to one call.
 */
public final class ExitDraft {
  private final MeshFacts mesh;
  private final String name;
  private final Tags tags;
  private final ClusterDraft cluster;
  private final TrafficDraft traffic;
  private final List<Filter> networkFilters = new ArrayList<>();
  private final List<Decided> decisions = new ArrayList<>();
  private RbacDraft rbac;

  /**
   * @param name of the filter chain
   * @param tags of a service that is known by tags; empty for one known by identity
   * @param rbac who may go out unless a policy says otherwise
   */
  public ExitDraft(
      MeshFacts mesh,
      String name,
      Tags tags,
      ClusterDraft cluster,
      TrafficDraft traffic,
      RbacDraft rbac) {
    this.mesh = mesh;
    this.name = name;
    this.tags = tags;
    this.cluster = cluster;
    this.traffic = traffic;
    this.rbac = rbac;
  }

  public MeshFacts mesh() {
    return mesh;
  }

  public String name() {
    return name;
  }

  public Tags tags() {
    return tags;
  }

  public Destination destination() {
    return cluster.destination();
  }

  public ClusterDraft cluster() {
    return cluster;
  }

  public TrafficDraft traffic() {
    return traffic;
  }

  /** Network filters before the traffic's own, after a network RBAC. May be changed. */
  public List<Filter> networkFilters() {
    return networkFilters;
  }

  public RbacDraft rbac() {
    return rbac;
  }

  public void rbac(RbacDraft other) {
    this.rbac = other;
  }

  /** Notes which policies decided a group of fields. */
  public void decided(Decided decision) {
    decisions.add(decision);
  }

  public List<Decided> decisions() {
    return decisions;
  }
}

package io.meshlog.xds.draft;

import io.meshlog.xds.Decided;
import io.meshlog.xds.Destination;
import io.meshlog.xds.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * A service of other zones that an egress passes on, while it is being decided how it ranks those
 * zones. Local to one call.
 */
public final class PassDraft {
  private final MeshFacts mesh;
  private final String cluster;
  private final Destination destination;
  private final List<Decided> decisions = new ArrayList<>();
  private Spread spread = Spread.EVERYWHERE;

  public PassDraft(MeshFacts mesh, String cluster, Destination destination) {
    this.mesh = mesh;
    this.cluster = cluster;
    this.destination = destination;
  }

  public MeshFacts mesh() {
    return mesh;
  }

  /** Name of the cluster. */
  public String cluster() {
    return cluster;
  }

  public Destination destination() {
    return destination;
  }

  public Spread spread() {
    return spread;
  }

  public void spread(Spread other) {
    this.spread = other;
  }

  /** Notes which policies decided a group of fields. */
  public void decided(Decided decision) {
    decisions.add(decision);
  }

  public List<Decided> decisions() {
    return decisions;
  }
}

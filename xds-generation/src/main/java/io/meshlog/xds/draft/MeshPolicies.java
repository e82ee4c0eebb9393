package io.meshlog.xds.draft;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.Dep;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The policies of one mesh, indexed so that a change costs what it touches: what the state holds of
 * the policy package, one per mesh. Immutable.
 *
 * <p>What a proxy's matching reads (its labels, its tags, its name) must be reflected in {@link
 * #touches}: the generator has every sidecar depend on {@code Dep.Policies} of its mesh for
 * everyone, its name, each tag of each inbound (and gateway) and each label.
 */
public interface MeshPolicies {
  /** None, and none to come: for what must work without. */
  MeshPolicies NONE =
      new MeshPolicies() {
        @Override
        public boolean byName() {
          return false;
        }

        @Override
        public MeshPolicies advance(List<Change> changes) {
          return this;
        }

        @Override
        public Set<Dep> touches(Change change) {
          return Set.of();
        }

        @Override
        public Set<Tags> destinations() {
          return Set.of();
        }

        @Override
        public Selection selecting(Resource<DataplaneSpec> selected, GatewayListeners listeners) {
          return Selection.NONE;
        }

        @Override
        public void apply(ExitDraft exit) {}

        @Override
        public void apply(PassDraft pass) {}
      };

  /**
   * The policies after these changes, all of this mesh and of policy types, MeshGatewayRoutes or
   * MeshGateways: of the latter two only the destinations count here.
   */
  MeshPolicies advance(List<Change> changes);

  /** The proxies that a change can matter to: by its top-level target, before and after. */
  Set<Dep> touches(Change change);

  /**
   * The destinations that routes of this mesh name, each with its service and further tags: an
   * ingress needs a chain for each (xds-generation.md 5.1). Those with a service alone may be left
   * out.
   */
  Set<Tags> destinations();

  /** Whether some select by what tells the replicas of a workload apart: their names. */
  boolean byName();

  /**
   * Those that select a proxy.
   *
   * @param listeners of a builtin gateway, by which policies select
   */
  Selection selecting(Resource<DataplaneSpec> selected, GatewayListeners listeners);

  /**
   * The same for a proxy that is no builtin gateway, from what was found for one of the same shape.
   *
   * @param before of other policies of the same mesh; none of the two selects by name
   */
  default Selection selecting(Resource<DataplaneSpec> selected, Selection before) {
    return selecting(selected, GatewayListeners.NONE);
  }

  /** Acts on a draft with the policies that select it. */
  default void apply(ProxyDraft draft) {
    selecting(draft.dataplane(), draft.listeners()).apply(draft);
  }

  /** The policies that select proxies of one shape. Immutable. */
  interface Selection {
    Selection NONE =
        new Selection() {
          @Override
          public Optional<Object> outgoing() {
            return Optional.of(this);
          }

          @Override
          public void apply(ProxyDraft draft) {}

          @Override
          public Answers applyNoting(ProxyDraft draft) {
            return (other, _) -> other == this;
          }
        };

    /**
     * Those that decide about the calls which a sidecar makes: equal ones do the same to sidecars
     * that are alike. Empty when one of them must see the proxy itself.
     */
    Optional<Object> outgoing();

    /** Matches, merges and acts, every policy type in its order, also where nothing matched. */
    void apply(ProxyDraft draft);

    /** The same for a draft of no gateway; also tells what was asked of the policies. */
    Answers applyNoting(ProxyDraft draft);
  }

  /** What a draft asked of policies. Immutable. */
  @FunctionalInterface
  interface Answers {
    /**
     * Whether other policies would have done the same to it.
     *
     * @param mesh with the same answers to what was asked of the mesh
     */
    boolean sameIn(Selection other, MeshFacts mesh);
  }

  /** The same for a way out in an egress. */
  void apply(ExitDraft exit);

  /** The same for a service of other zones that an egress passes on. */
  void apply(PassDraft pass);
}

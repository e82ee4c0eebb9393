package io.meshlog.model.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service of a zone: the Dataplanes it stands for, and the ports clients know it by (policies.md
 * 2.17).
 *
 * @param state derived by its zone: whether an instance is there; null until it was looked at
 * @param selector without one it stands for nothing
 * @param identities derived by its zone: what clients elsewhere may expect in certificates
 */
public record MeshServiceSpec(
    @Nullable State state,
    @Nullable Selector selector,
    @Nullable List<ServicePort> ports,
    @Nullable List<Identity> identities)
    implements Spec {

  public enum State {
    Available,
    Unavailable
  }

  /** Exactly one of these is given. */
  public record Selector(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Tags dataplaneTags,
      @Nullable DataplaneRef dataplaneRef,
      @Nullable DataplaneLabels dataplaneLabels) {

    /**
     * Whether an inbound belongs to the service.
     *
     * @param dataplane name of the Dataplane in its zone
     */
    public boolean selects(String dataplane, Labels labels, Tags inbound) {
      if (dataplaneRef != null) {
        return dataplane.equals(dataplaneRef.name());
      }
      if (dataplaneLabels != null) {
        return labels.contain(dataplaneLabels.orEmpty());
      }
      return dataplaneTags != null && inbound.satisfy(dataplaneTags);
    }
  }

  public record DataplaneRef(@Nullable String name) {}

  public record DataplaneLabels(@Nullable Labels matchLabels) {
    public Labels orEmpty() {
      return matchLabels == null ? Labels.EMPTY : matchLabels;
    }
  }

  public enum IdentityType {
    /** Value of {@code kuma.io/service}: {@code spiffe://<mesh>/<value>}. */
    ServiceTag,
    /** The URI itself. */
    SpiffeID
  }

  public record Identity(@Nullable IdentityType type, @Nullable String value) {
    public static Identity service(String tag) {
      return new Identity(IdentityType.ServiceTag, tag);
    }
  }

  public List<ServicePort> portsOrNone() {
    return ports == null ? List.of() : ports;
  }

  public List<Identity> identitiesOrNone() {
    return identities == null ? List.of() : identities;
  }

  /** With what its zone derived. */
  public MeshServiceSpec derived(State newState, List<Identity> newIdentities) {
    return new MeshServiceSpec(newState, selector, ports, List.copyOf(newIdentities));
  }
}

package io.meshlog.xds.generate;

import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.state.MeshView;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a sidecar has for itself alone: its inbounds, its admin, what its kuma-dp is told.
 * Immutable.
 *
 * @param resources by type and name, unmodifiable
 * @param identity the certificate and the CA, which are sent when something refers to them
 * @param tls whether something in this half does
 */
record OwnHalf(
    Map<XdsType, SortedMap<String, XdsResource>> resources,
    SortedMap<String, XdsResource> identity,
    boolean tls,
    Set<Dep> deps,
    List<Decided> decisions) {
  private static final SortedMap<String, XdsResource> NONE = Collections.emptySortedMap();

  /**
   * @param parts after policies
   */
  static OwnHalf of(Sidecar sidecar, SidecarParts parts) {
    parts.freeze();
    ProxyDraft draft = parts.draft();
    ConfigBuilder identity = new ConfigBuilder();
    String mesh = sidecar.mesh().name();
    if (sidecar.certificates().identity(mesh).isPresent()) {
      identity.secrets(mesh, sidecar.certificates());
    }
    return new OwnHalf(
        parts.config().resources(),
        identity.resources().getOrDefault(XdsType.SECRET, NONE),
        parts.tls(),
        Set.copyOf(draft.deps()),
        List.copyOf(draft.decisions()));
  }

  /**
   * All that a sidecar gets.
   *
   * @param others what was joined to its own
   */
  record Joined(Map<XdsType, SortedMap<String, XdsResource>> others, ProxyConfig config) {}

  /**
   * @param withIdentity whether something in either half refers to the certificate
   * @param mesh where the endpoints are
   * @param bothDeps of both halves
   * @param last what this half was last joined to: where that is still the same, so is the map
   */
  Joined joined(
      OutgoingHalf shared,
      boolean withIdentity,
      MeshView mesh,
      Set<Dep> bothDeps,
      @Nullable Joined last) {
    Map<XdsType, SortedMap<String, XdsResource>> others = new EnumMap<>(XdsType.class);
    others.put(XdsType.LISTENER, shared.listeners());
    others.put(XdsType.CLUSTER, shared.clusters());
    others.put(XdsType.ENDPOINT, shared.endpoints().in(mesh));
    others.put(XdsType.SECRET, withIdentity ? identity : NONE);
    others.put(XdsType.ROUTE, NONE);
    Map<XdsType, SortedMap<String, XdsResource>> all = new EnumMap<>(XdsType.class);
    others.forEach((type, other) ->
        all.put(
            type,
            last != null && last.others().get(type) == other
                ? last.config().of(type)
                : with(type, other)));
    Reasons reasons = new Reasons(decisions, shared.decisions());
    return new Joined(
        others, new ProxyConfig(all, bothDeps, shared.endpoints().reaches(), reasons));
  }

  private SortedMap<String, XdsResource> with(XdsType type, SortedMap<String, XdsResource> others) {
    SortedMap<String, XdsResource> own = resources.getOrDefault(type, NONE);
    if (own.isEmpty()) {
      return others;
    }
    // A sorted map is copied at once; the own are few.
    SortedMap<String, XdsResource> both = new TreeMap<>(others);
    own.forEach(both::putIfAbsent);
    return Collections.unmodifiableSortedMap(both);
  }
}

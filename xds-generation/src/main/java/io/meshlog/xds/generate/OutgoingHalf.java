package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.xds.Decided;
import io.meshlog.xds.Dep;
import io.meshlog.xds.Reach;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.baseline.Outbounds;
import io.meshlog.xds.baseline.Outbounds.Leading;
import io.meshlog.xds.baseline.Transparent;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.VirtualServices;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a sidecar has for the calls it makes: the listeners of its outbounds and the clusters behind
 * them. All replicas of a workload have the same one; the endpoints are looked up for each state.
 *
 * @param calls held, so that others who make them find them
 * @param listeners and {@code clusters}: by name, unmodifiable
 * @param endpoints of the clusters whose endpoints come apart
 * @param hostnames by which its host reaches virtual addresses among them
 * @param tls whether some cluster shows the proxy's certificate
 */
record OutgoingHalf(
    List<Calls.Made> calls,
    SortedMap<String, XdsResource> listeners,
    SortedMap<String, XdsResource> clusters,
    SharedEndpoints endpoints,
    Set<Dep> deps,
    List<Decided> decisions,
    Map<String, String> hostnames,
    boolean tls) {

  /**
   * @param asked the mesh as it is
   * @param virtual what the proxy may call at virtual addresses
   * @param selection the policies that select a sidecar of this likeness
   * @param policies what of them decides about calls
   */
  static OutgoingHalf of(
      MeshView mesh,
      AskedFacts asked,
      VirtualServices virtual,
      Likeness likeness,
      Selection selection,
      Object policies,
      Alike alike) {
    ProxyDraft all = draft(likeness, asked);
    List<Leading> outbounds = Outbounds.of(all, () -> virtual);
    List<Calls.Made> calls = new ArrayList<>();
    for (Leading outbound : outbounds) {
      Calls.Key key = new Calls.Key(mesh.name(), outbound.to(), likeness.facts(), all.redirects());
      calls.add(
          alike
              .calls()
              .of(
                  key,
                  mesh,
                  policies,
                  () -> call(mesh, likeness, outbound, selection, policies, alike)));
    }
    calls.forEach(call -> asked.note(call.answers()));
    return joined(outbounds, calls, all, alike);
  }

  private static ProxyDraft draft(Likeness likeness, AskedFacts asked) {
    return new ProxyDraft(
        likeness.facts(),
        asked,
        likeness.dataplane(),
        "",
        GatewayListeners.NONE,
        Transparent.of(likeness.facts(), likeness.dataplane().spec()),
        (proxy, to) -> Outbounds.cluster(proxy, to, Certificates.NONE),
        List::of);
  }

  /** One by itself. */
  private static Calls.Made call(
      MeshView mesh,
      Likeness likeness,
      Leading outbound,
      Selection selection,
      Object policies,
      Alike alike) {
    AskedFacts asked = new AskedFacts(mesh);
    ProxyDraft draft = draft(likeness, asked);
    Outbounds.draft(draft, outbound);
    selection.apply(draft);
    Call call = Call.of(draft, mesh.name(), alike::one);
    return Calls.Made.of(policies, asked.answers(), call, mesh);
  }

  /**
   * @param calls of the outbounds, in the same order
   * @param all what is not of one call
   */
  private static OutgoingHalf joined(
      List<Leading> outbounds, List<Calls.Made> calls, ProxyDraft all, Alike alike) {
    SortedMap<String, XdsResource> listeners = new TreeMap<>();
    SortedMap<String, XdsResource> clusters = new TreeMap<>();
    Map<String, Reach> reaches = new HashMap<>();
    Set<Dep> deps = new HashSet<>(all.deps());
    List<Decided> decisions = new ArrayList<>();
    boolean tls = false;
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i).call();
      Outbound spec = outbounds.get(i).spec();
      calls
          .get(i)
          .listener(spec, alike::one)
          .ifPresent(listener -> listeners.put(listener.name(), listener));
      call.clusters().forEach(cluster -> clusters.put(cluster.name(), cluster));
      reaches.putAll(call.reaches());
      deps.addAll(call.deps());
      decisions.addAll(call.decisions(OutboundDraft.listenerName(spec)));
      tls |= call.tls();
    }
    return new OutgoingHalf(
        List.copyOf(calls),
        Collections.unmodifiableSortedMap(listeners),
        Collections.unmodifiableSortedMap(clusters),
        new SharedEndpoints(reaches),
        Set.copyOf(deps),
        List.copyOf(decisions),
        Map.copyOf(all.hostnames()),
        tls);
  }

  /** The same, with those very parts of another that are equal: they need not be compared. */
  OutgoingHalf keeping(OutgoingHalf old) {
    return new OutgoingHalf(
        calls,
        kept(old.listeners, listeners),
        kept(old.clusters, clusters),
        endpoints.reaches().equals(old.endpoints.reaches()) ? old.endpoints : endpoints,
        kept(old.deps, deps),
        decisions,
        kept(old.hostnames, hostnames),
        tls);
  }

  private static <T> T kept(T old, T now) {
    return old.equals(now) ? old : now;
  }
}

package io.meshlog.zone.ads;

import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All types of one stream, in an order that never makes Envoy refer to what it lacks: clusters,
 * their endpoints, listeners, routes, secrets. Listeners and routes wait until new or changed
 * clusters have been accepted with their endpoints; clusters that are gone are taken away only when
 * the listeners and routes without them have been accepted. No type waits for one that the client
 * did not subscribe to. Confined to the stream's turn (see {@link Turns}).
 */
final class StreamFlow {
  private static final List<XdsType> ORDER =
      List.of(XdsType.CLUSTER, XdsType.ENDPOINT, XdsType.LISTENER, XdsType.ROUTE, XdsType.SECRET);

  /**
   * Clusters that are gone and stay until listeners and routes are accepted: a client that accepts
   * clusters but never routes must not have us keep every cluster there ever was.
   */
  private static final int MOST_LINGERING = 1_000;

  private final Map<XdsType, TypeFlow> flows = new EnumMap<>(XdsType.class);
  private final TypeFlow.Nonces nonces = new TypeFlow.Nonces();
  private @Nullable Target target;

  /** The target's clusters, and those it lacks that a listener or route may still refer to. */
  private SortedMap<String, XdsResource> clusters = new TreeMap<>();

  /** The target's endpoints, and those of the clusters that linger. */
  private SortedMap<String, XdsResource> endpoints = new TreeMap<>();

  private boolean lingering;

  /** Clusters sent as new or changed whose endpoints have not been accepted since. */
  private final Set<String> warming = new HashSet<>();

  StreamFlow(boolean delta) {
    ORDER.forEach(type -> flows.put(type, new TypeFlow(type, delta)));
  }

  TypeFlow flow(XdsType type) {
    TypeFlow flow = flows.get(type);
    if (flow == null) {
      throw new IllegalArgumentException("not a type of this stream: " + type);
    }
    return flow;
  }

  void retarget(Target next) {
    SortedMap<String, XdsResource> wanted = next.of(XdsType.CLUSTER);
    Set<String> leaving = new HashSet<>();
    if (target != null && (lingering || target.of(XdsType.CLUSTER) != wanted)) {
      for (String name : clusters.keySet()) {
        if (leaving.size() < MOST_LINGERING
            && !wanted.containsKey(name)
            && flow(XdsType.CLUSTER).has(name)) {
          leaving.add(name);
        }
      }
    }
    lingering = !leaving.isEmpty();
    clusters = lingering ? merged(clusters, leaving, wanted) : wanted;
    SortedMap<String, XdsResource> assigned = next.of(XdsType.ENDPOINT);
    endpoints = lingering ? merged(endpoints, leaving, assigned) : assigned;
    warming.retainAll(clusters.keySet());
    target = next;
  }

  private static SortedMap<String, XdsResource> merged(
      SortedMap<String, XdsResource> old, Set<String> kept, SortedMap<String, XdsResource> wanted) {
    SortedMap<String, XdsResource> merged = new TreeMap<>(old);
    merged.keySet().retainAll(kept);
    merged.putAll(wanted);
    return merged;
  }

  void accept(XdsType type, String nonce) {
    Set<String> names = flow(type).accept(nonce);
    if (type == XdsType.ENDPOINT) {
      warming.removeAll(names);
    }
  }

  void refuse(XdsType type, String nonce) {
    Set<String> names = flow(type).refuse(nonce);
    switch (type) {
      case CLUSTER -> warming.clear();
      case ENDPOINT -> warming.removeAll(names);
      case LISTENER, ROUTE, SECRET -> {}
    }
  }

  /** The next answer to send, or null when the client's turn has come. */
  @Nullable Answer next() {
    Target wanted = target;
    if (wanted == null) {
      return null;
    }
    Answer answer = poll(wanted);
    return answer == null && dropLingering(wanted) ? poll(wanted) : answer;
  }

  private @Nullable Answer poll(Target wanted) {
    for (XdsType type : ORDER) {
      if (waits(type)) {
        continue;
      }
      Answer answer = flow(type).poll(available(type, wanted), nonces, wanted.pos());
      if (answer != null) {
        if (type == XdsType.CLUSTER) {
          warm(answer);
        }
        return answer;
      }
    }
    return null;
  }

  /** Whether the client has accepted all of the target. */
  boolean settled() {
    Target wanted = target;
    return wanted != null
        && !lingering
        && ORDER.stream().allMatch(type -> flow(type).synced(available(type, wanted)));
  }

  /** Whether everything of the target is on its way: a newer one would not overwrite any of it. */
  boolean taken() {
    Target wanted = target;
    return wanted == null
        || ORDER.stream().allMatch(type -> flow(type).taken(available(type, wanted)));
  }

  long targetPos() {
    return target == null ? 0 : target.pos();
  }

  private SortedMap<String, XdsResource> available(XdsType type, Target wanted) {
    return switch (type) {
      case CLUSTER -> clusters;
      case ENDPOINT -> endpoints;
      case LISTENER, ROUTE, SECRET -> wanted.of(type);
    };
  }

  private boolean waits(XdsType type) {
    return switch (type) {
      case CLUSTER, ENDPOINT, SECRET -> false;
      case LISTENER, ROUTE -> clustersUnready();
    };
  }

  private boolean clustersUnready() {
    return flow(XdsType.CLUSTER).awaiting()
        || warming.stream().anyMatch(flow(XdsType.ENDPOINT)::wants);
  }

  private boolean dropLingering(Target wanted) {
    if (lingering
        && flow(XdsType.LISTENER).synced(wanted.of(XdsType.LISTENER))
        && flow(XdsType.ROUTE).synced(wanted.of(XdsType.ROUTE))) {
      clusters = wanted.of(XdsType.CLUSTER);
      endpoints = wanted.of(XdsType.ENDPOINT);
      lingering = false;
      warming.retainAll(clusters.keySet());
      return true;
    }
    return false;
  }

  /** Envoy keeps a changed cluster warming until its endpoints come again, even if unchanged. */
  private void warm(Answer answer) {
    for (String name : answer.changed()) {
      if (endpoints.containsKey(name)) {
        flow(XdsType.ENDPOINT).owe(name);
        warming.add(name);
      }
    }
  }
}

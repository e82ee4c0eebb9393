package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.xds.Destination;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Redirects;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.state.MeshView;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Remembers what calling a destination comes to, so that it is made once for all workloads that do
 * so under the same policies, and the listener for it once for all that have it at the same
 * address. It counts only for a state of the mesh that gives the same answers to all that was
 * asked, and only where nothing was asked of the caller. Held no longer than somebody uses it. Any
 * number of threads; two may make the same, with equal results. Bounded.
 */
final class Calls {
  private static final int MOST = 16_384;

  /** Policies may select callers in several ways; of one destination the newest are remembered. */
  private static final int MOST_OF_ONE = 8;

  private static final int MOST_LISTENERS = 4096;

  private final Map<Key, List<WeakReference<Made>>> known = new ConcurrentHashMap<>();

  /**
   * All of a caller that the baseline looks at.
   *
   * @param facts nameless
   * @param redirects how its host's traffic is led to it
   */
  record Key(String mesh, Destination to, ProxyFacts facts, Redirects redirects) {}

  /**
   * @param policies by which it was made: see {@link
   *     io.meshlog.xds.draft.MeshPolicies.Selection#outgoing}
   * @param listeners made so far, by name
   * @param in the state in which this was last found good; not held
   */
  record Made(
      Object policies,
      AskedFacts.Answers answers,
      Call call,
      Map<String, Optional<XdsResource>> listeners,
      WeakReference<MeshView> in) {

    static Made of(Object policies, AskedFacts.Answers answers, Call call, MeshView in) {
      return new Made(policies, answers, call, new ConcurrentHashMap<>(2), new WeakReference<>(in));
    }

    private boolean foundGood(MeshView mesh) {
      return in.refersTo(mesh);
    }

    private Made foundGoodIn(MeshView mesh) {
      return new Made(policies, answers, call, listeners, new WeakReference<>(mesh));
    }

    /**
     * The listener of this outbound; none when it leads nowhere.
     *
     * @param shared gives one instance for equal resources
     */
    Optional<XdsResource> listener(Outbound spec, UnaryOperator<XdsResource> shared) {
      if (listeners.size() >= MOST_LISTENERS) {
        listeners.clear();
      }
      return listeners.computeIfAbsent(
          OutboundDraft.listenerName(spec), _ -> call.at(spec).map(shared));
    }
  }

  /**
   * @param make asked when none is known that is good
   */
  Made of(Key key, MeshView mesh, Object policies, Supplier<Made> make) {
    List<WeakReference<Made>> before = known.getOrDefault(key, List.of());
    for (WeakReference<Made> reference : before) {
      Made made = reference.get();
      if (made != null && made.policies().equals(policies)) {
        if (made.foundGood(mesh)) {
          return made;
        }
        return remember(
            key, before, made.answers().sameIn(mesh) ? made.foundGoodIn(mesh) : make.get());
      }
    }
    return remember(key, before, make.get());
  }

  private Made remember(Key key, List<WeakReference<Made>> before, Made made) {
    if (made.call().ofCaller()) {
      return made;
    }
    List<WeakReference<Made>> now = new ArrayList<>();
    now.add(new WeakReference<>(made));
    for (WeakReference<Made> reference : before) {
      Made old = reference.get();
      if (old != null && !old.policies().equals(made.policies()) && now.size() < MOST_OF_ONE) {
        now.add(reference);
      }
    }
    if (known.size() >= MOST) {
      known.clear();
    }
    known.put(key, now);
    return made;
  }
}

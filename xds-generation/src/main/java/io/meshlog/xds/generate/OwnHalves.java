package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.generate.OwnHalf.Joined;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.state.MeshView;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for each connected sidecar what it has for itself alone, so that a change which matters
 * only to its calls, or to others, does not have it made again. An entry counts only where all that
 * it was made from is the same: see {@link Group}. Any number of threads.
 */
final class OwnHalves {

  /** For as long as somebody knows the proxy. */
  private final Map<ProxyFacts, Entry> entries = new WeakHashMap<>();

  private final Groups groups = new Groups();

  /**
   * What of a sidecar and its surroundings is always looked at.
   *
   * @param addresses the sidecar's, then those of its inbounds
   */
  private record Inputs(
      List<String> addresses, Certificates certificates, Map<String, String> hostnames) {

    static Inputs of(Sidecar sidecar, Map<String, String> hostnames) {
      List<String> addresses = new ArrayList<>();
      addresses.add(sidecar.address());
      sidecar.inbounds().forEach(inbound -> addresses.add(sidecar.address(inbound).orElseThrow()));
      return new Inputs(addresses, sidecar.certificates(), hostnames);
    }
  }

  /**
   * A half, and what it was made from.
   *
   * @param of whom; the very instance that keeps the entry
   * @param dataplane this very instance
   * @param collectors if they were asked for
   * @param union of its deps with those of the other half that was last there
   * @param joined what it was last joined to
   */
  record Entry(
      WeakReference<ProxyFacts> of,
      Resource<DataplaneSpec> dataplane,
      Group group,
      Inputs inputs,
      Optional<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors,
      AskedFacts.Answers facts,
      MeshPolicies.Answers policies,
      OwnHalf half,
      AtomicReference<@Nullable Union> union,
      AtomicReference<@Nullable Joined> joined) {

    private boolean holdsFor(Sidecar sidecar, Selection selection, Inputs now) {
      return dataplane == sidecar.dataplane()
          && inputs.equals(now)
          && collectors.map(asked -> asked.equals(sidecar.collectors())).orElse(true)
          && facts.sameIn(sidecar.mesh())
          && policies.sameIn(selection, sidecar.mesh());
    }

    private Entry of(ProxyFacts other) {
      return new Entry(
          new WeakReference<>(other),
          dataplane,
          group,
          inputs,
          collectors,
          facts,
          policies,
          half,
          union,
          joined);
    }

    /** The config with what it has for its calls. */
    ProxyConfig joinedTo(OutgoingHalf shared, boolean withIdentity, MeshView mesh, Set<Dep> deps) {
      Joined now = half.joined(shared, withIdentity, mesh, deps, joined.get());
      joined.set(now);
      return now.config();
    }

    /** Of both halves: the same instance as long as theirs are. */
    Set<Dep> depsWith(OutgoingHalf shared) {
      Union last = union.get();
      if (last == null || last.others() != shared.deps()) {
        Set<Dep> both = new HashSet<>(half.deps());
        both.addAll(shared.deps());
        last = new Union(shared.deps(), Set.copyOf(both));
        union.set(last);
      }
      return last.both();
    }
  }

  private record Union(Set<Dep> others, Set<Dep> both) {}

  /** Whom the sidecar is like; found out once for a Dataplane. */
  Group group(Sidecar sidecar) {
    Entry known = find(sidecar.facts());
    return known != null && known.dataplane() == sidecar.dataplane()
        ? known.group()
        : groups.of(Likeness.of(sidecar.facts(), sidecar.dataplane()));
  }

  /** A map keeps the key it has, and whoever reconnects is another instance. */
  private @Nullable Entry find(ProxyFacts facts) {
    synchronized (entries) {
      Entry known = entries.get(facts);
      if (known == null || known.of().refersTo(facts)) {
        return known;
      }
      entries.remove(facts);
      Entry moved = known.of(facts);
      entries.put(facts, moved);
      return moved;
    }
  }

  private void put(ProxyFacts facts, Entry entry) {
    synchronized (entries) {
      entries.remove(facts);
      entries.put(facts, entry);
    }
  }

  /**
   * @param selection the policies that select it
   * @param hostnames of the calls it makes
   * @param deps what it depends on whatever becomes of it; asked only if it must be made
   */
  Entry of(
      Sidecar sidecar,
      Group group,
      Selection selection,
      Map<String, String> hostnames,
      Supplier<Set<Dep>> deps,
      Alike alike) {
    Inputs inputs = Inputs.of(sidecar, hostnames);
    Entry known = find(sidecar.facts());
    if (known != null && known.holdsFor(sidecar, selection, inputs)) {
      return known;
    }
    AskedFacts asked = new AskedFacts(sidecar.mesh());
    Collectors collectors = new Collectors(sidecar);
    SidecarParts parts = new SidecarParts(sidecar, asked, collectors::all, deps.get(), alike);
    parts.inbounds();
    parts.rest(hostnames);
    MeshPolicies.Answers policies = selection.applyNoting(parts.draft());
    OwnHalf half = OwnHalf.of(sidecar, parts);
    Entry made =
        new Entry(
            new WeakReference<>(sidecar.facts()),
            sidecar.dataplane(),
            group,
            inputs,
            Optional.ofNullable(collectors.told),
            asked.answers(),
            policies,
            half,
            new AtomicReference<>(),
            new AtomicReference<>());
    put(sidecar.facts(), made);
    return made;
  }

  /** Notes whether they are asked for. */
  private static final class Collectors {
    private final Sidecar sidecar;
    private @Nullable List<Resource<MeshOpenTelemetryBackendSpec>> told;

    Collectors(Sidecar sidecar) {
      this.sidecar = sidecar;
    }

    List<Resource<MeshOpenTelemetryBackendSpec>> all() {
      List<Resource<MeshOpenTelemetryBackendSpec>> all = sidecar.collectors();
      told = all;
      return all;
    }
  }
}

package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.secrets.Certificates;
import java.util.ArrayList;
import java.util.Collections;
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
 * it was made from is the same: see {@link Alike}. Any number of threads.
 */
final class OwnHalves {

  /** For as long as somebody knows the proxy. */
  private final Map<ProxyFacts, Entry> entries = Collections.synchronizedMap(new WeakHashMap<>());

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
   * @param dataplane this very instance
   * @param collectors if they were asked for
   * @param union of its deps with those of the other half that was last there
   */
  record Entry(
      Resource<DataplaneSpec> dataplane,
      Likeness likeness,
      Inputs inputs,
      Optional<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors,
      AskedFacts.Answers facts,
      MeshPolicies.Answers policies,
      OwnHalf half,
      AtomicReference<@Nullable Union> union) {

    private boolean holdsFor(Sidecar sidecar, Selection selection, Inputs now) {
      return dataplane == sidecar.dataplane()
          && inputs.equals(now)
          && collectors.map(asked -> asked.equals(sidecar.collectors())).orElse(true)
          && facts.sameIn(sidecar.mesh())
          && policies.sameIn(selection, sidecar.mesh());
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

  /** Whom the sidecar is like; made once for a Dataplane. */
  Likeness likeness(Sidecar sidecar) {
    Entry known = entries.get(sidecar.facts());
    return known != null && known.dataplane() == sidecar.dataplane()
        ? known.likeness()
        : Likeness.of(sidecar.facts(), sidecar.dataplane());
  }

  /**
   * @param selection the policies that select it
   * @param hostnames of the calls it makes
   * @param deps what it depends on whatever becomes of it; asked only if it must be made
   */
  Entry of(
      Sidecar sidecar,
      Likeness likeness,
      Selection selection,
      Map<String, String> hostnames,
      Supplier<Set<Dep>> deps,
      Alike alike) {
    Inputs inputs = Inputs.of(sidecar, hostnames);
    Entry known = entries.get(sidecar.facts());
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
            sidecar.dataplane(),
            likeness,
            inputs,
            Optional.ofNullable(collectors.told),
            asked.answers(),
            policies,
            half,
            new AtomicReference<>());
    entries.put(sidecar.facts(), made);
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

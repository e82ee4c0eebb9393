package io.meshlog.xds.generate;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.telemetry.MeshOpenTelemetryBackendSpec;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.MeshPolicies;
import io.meshlog.xds.draft.MeshPolicies.Selection;
import io.meshlog.xds.secrets.Certificates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
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
   * @param dataplane this very instance
   * @param collectors if they were asked for
   */
  private record Entry(
      Resource<DataplaneSpec> dataplane,
      Inputs inputs,
      Optional<List<Resource<MeshOpenTelemetryBackendSpec>>> collectors,
      AskedFacts.Answers facts,
      MeshPolicies.Answers policies,
      OwnHalf half) {

    boolean holdsFor(Sidecar sidecar, Inputs now) {
      return dataplane == sidecar.dataplane()
          && inputs.equals(now)
          && collectors.map(asked -> asked.equals(sidecar.collectors())).orElse(true)
          && facts.sameIn(sidecar.mesh())
          && policies.sameIn(selecting(sidecar), sidecar.mesh());
    }
  }

  private static Selection selecting(Sidecar sidecar) {
    return sidecar.mesh().policies().selecting(sidecar.dataplane(), GatewayListeners.NONE);
  }

  /**
   * @param hostnames of the calls it makes
   * @param deps what it depends on whatever becomes of it
   */
  OwnHalf of(Sidecar sidecar, Map<String, String> hostnames, Set<Dep> deps, Alike alike) {
    Inputs inputs = Inputs.of(sidecar, hostnames);
    Entry known = entries.get(sidecar.facts());
    if (known != null && known.holdsFor(sidecar, inputs)) {
      return known.half();
    }
    Entry made = made(sidecar, inputs, deps, alike);
    entries.put(sidecar.facts(), made);
    return made.half();
  }

  private static Entry made(Sidecar sidecar, Inputs inputs, Set<Dep> deps, Alike alike) {
    AskedFacts asked = new AskedFacts(sidecar.mesh());
    Collectors collectors = new Collectors(sidecar);
    SidecarParts parts = new SidecarParts(sidecar, asked, collectors::all, deps, alike);
    parts.inbounds();
    parts.rest(inputs.hostnames());
    MeshPolicies.Answers policies = selecting(sidecar).applyNoting(parts.draft());
    OwnHalf half = OwnHalf.of(sidecar, parts);
    return new Entry(
        sidecar.dataplane(),
        inputs,
        Optional.ofNullable(collectors.told),
        asked.answers(),
        policies,
        half);
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

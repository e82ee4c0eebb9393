package io.meshlog.zone.push;

import com.google.protobuf.Any;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.Reasons;
import io.meshlog.xds.XdsResource;
import io.meshlog.xds.XdsType;
import io.meshlog.xds.state.Outside;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A state of numbers: per service a shape and an endpoint number, per proxy the services it wants.
 */
final class ScriptedSource implements ConfigSource {
  static final String MESH = "default";

  record State(
      long pos,
      Map<String, Integer> shapes,
      Map<String, Integer> endpoints,
      Map<String, Set<String>> wants) {}

  final AtomicReference<State> state =
      new AtomicReference<>(new State(0, Map.of(), Map.of(), Map.of()));
  final AtomicInteger generated = new AtomicInteger();
  final AtomicInteger swapped = new AtomicInteger();
  volatile String poison = "";

  Set<Dep> shape(String service, int value) {
    State now = state.get();
    Map<String, Integer> shapes = new HashMap<>(now.shapes);
    shapes.put(service, value);
    state.set(new State(now.pos + 1, Map.copyOf(shapes), now.endpoints, now.wants));
    return Set.of(new Dep.Shape(MESH, service));
  }

  Set<Dep> endpoints(String service, int value) {
    State now = state.get();
    Map<String, Integer> endpoints = new HashMap<>(now.endpoints);
    endpoints.put(service, value);
    state.set(new State(now.pos + 1, now.shapes, Map.copyOf(endpoints), now.wants));
    return Set.of(new Dep.Endpoints(MESH, service));
  }

  Set<Dep> wants(ProxyFacts proxy, Set<String> services) {
    State now = state.get();
    Map<String, Set<String>> wants = new HashMap<>(now.wants);
    wants.put(proxy.key().name(), Set.copyOf(services));
    state.set(new State(now.pos + 1, now.shapes, now.endpoints, Map.copyOf(wants)));
    return Set.of(new Dep.Own(proxy.key()));
  }

  @Override
  public View view() {
    return new Look(state.get());
  }

  final class Look implements View {
    private final State now;

    Look(State now) {
      this.now = now;
    }

    @Override
    public long pos() {
      return now.pos;
    }

    @Override
    public Outcome generate(ProxyFacts facts) {
      generated.incrementAndGet();
      Dep own = new Dep.Own(facts.key());
      Set<String> wanted = now.wants.get(facts.key().name());
      if (wanted == null) {
        return new Outcome.NotYet(Set.of(own), "unknown");
      }
      if (wanted.contains(poison)) {
        throw new IllegalStateException("poisoned");
      }
      Set<Dep> deps = new HashSet<>(Set.of(own));
      SortedMap<String, XdsResource> clusters = new TreeMap<>();
      SortedMap<String, XdsResource> assignments = new TreeMap<>();
      for (String service : wanted) {
        deps.add(new Dep.Shape(MESH, service));
        deps.add(new Dep.Endpoints(MESH, service));
        clusters.put(service, resource(service, now.shapes));
        assignments.put(service, resource(service, now.endpoints));
      }
      return new Outcome.Made(
          new ProxyConfig(
              Map.of(XdsType.CLUSTER, clusters, XdsType.ENDPOINT, assignments),
              deps,
              Map.of(),
              Reasons.NONE));
    }

    @Override
    public Outside outside(ProxyFacts facts, ProxyConfig config) {
      return Outside.NOTHING;
    }

    @Override
    public Optional<ProxyConfig> withEndpoints(
        ProxyFacts facts, ProxyConfig config, Set<Dep> touched) {
      Map<String, XdsResource> swaps = new HashMap<>();
      for (Dep dep : touched) {
        if (!(dep instanceof Dep.Endpoints(String _, String service))) {
          return Optional.empty();
        }
        swaps.put(service, resource(service, now.endpoints));
      }
      swapped.incrementAndGet();
      return Optional.of(config.with(XdsType.ENDPOINT, swaps));
    }

    private XdsResource resource(String name, Map<String, Integer> values) {
      return new XdsResource(name, "" + values.getOrDefault(name, 0), Any.getDefaultInstance());
    }
  }
}

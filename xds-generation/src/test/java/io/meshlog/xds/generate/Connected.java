package io.meshlog.xds.generate;

import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Proxies that stay connected through steps of the state, brought up to date by touched deps. */
public final class Connected {
  private final XdsGenerator generator = new XdsGenerator();
  private final Map<ProxyKey, Generation> current = new TreeMap<>();
  private int generated;
  private int swapped;

  public void connect(MeshState state, ProxyKey proxy) {
    current.put(proxy, generate(generator, state, proxy));
  }

  /** As a push path does it: untouched stays, endpoints are swapped, the rest is made anew. */
  public void step(Advance advance) {
    current.replaceAll((proxy, had) -> {
      if (Collections.disjoint(had.deps(), advance.touched())) {
        return had;
      }
      if (had instanceof Generation.Ready(ProxyConfig config)) {
        var swap = generator.swapEndpoints(advance.state(), config, advance.touched());
        if (swap.isPresent()) {
          swapped++;
          return new Generation.Ready(swap.get());
        }
      }
      generated++;
      return generate(generator, advance.state(), proxy);
    });
  }

  /** How often a proxy was generated anew, and how often only its endpoints were swapped. */
  public int generated() {
    return generated;
  }

  public int swapped() {
    return swapped;
  }

  public Set<ProxyKey> proxies() {
    return current.keySet();
  }

  public Generation of(ProxyKey proxy) {
    return Objects.requireNonNull(current.get(proxy));
  }

  /** By a generator that sees the state and the proxy for the first time. */
  public static Generation generate(MeshState state, ProxyKey proxy) {
    return generate(new XdsGenerator(), state, proxy);
  }

  private static Generation generate(XdsGenerator generator, MeshState state, ProxyKey proxy) {
    Certificates certificates =
        switch (proxy.kind()) {
          case DATAPLANE -> of(proxy.mesh());
          case INGRESS -> Certificates.NONE;
          case EGRESS ->
              state.meshes().keySet().stream()
                  .map(Connected::of)
                  .reduce(Certificates.NONE, Certificates::and);
        };
    ProxyFacts facts = facts(proxy);
    Map<SecretRef, Optional<String>> contents = new HashMap<>();
    Plan plan = generator.plan(state, facts);
    plan.wanted().secrets().forEach(ref -> contents.put(ref, Optional.of("content of " + ref)));
    return plan.generate(certificates.and(new Certificates(Map.of(), Map.of(), contents)));
  }

  /** Every other one has a DNS of its own. */
  private static ProxyFacts facts(ProxyKey proxy) {
    Set<String> features =
        proxy.name().hashCode() % 2 == 0 ? Set.of(ProxyFacts.EMBEDDED_DNS) : Set.of();
    return ProxyFacts.of(proxy)
        .withFeatures(features)
        .withSockets("/run/dp", "")
        .withDns(false, 15053);
  }

  private static Certificates of(String mesh) {
    return Certificates.of(mesh, new IdentityCert("certificate", "key"), "authority");
  }
}

package io.meshlog.zone.push;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.store.image.MeshListener;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.Plan;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.CertificatesWanted;
import io.meshlog.xds.state.Advance;
import io.meshlog.xds.state.MeshState;
import io.meshlog.xds.state.Outside;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The generator over the state of the mesh, which follows the image. Steps come from the fold, from
 * issued certificates and from resolved names, one at a time; views take no lock.
 */
public final class MeshConfigs implements ConfigSource, MeshListener {
  private final XdsGenerator generator = new XdsGenerator();
  private final CertificateSource certificates;
  private final ReentrantLock stepping = new ReentrantLock();
  private volatile MeshState state;
  private volatile StepListener listener = (_, _, _) -> {};

  /** Gives the certificates of a proxy as far as they are there. */
  public interface CertificateSource {
    /**
     * Orders what is missing; the proxy is refreshed when it comes. What it has and does not want
     * any more is forgotten.
     */
    Certificates of(ProxyKey proxy, CertificatesWanted wanted);
  }

  /** Told of every step, in order, while no other can happen: must not block. */
  @FunctionalInterface
  public interface StepListener {
    void stepped(MeshState state, Set<Dep> touched, boolean offerChanged);
  }

  public MeshConfigs(MeshState start, CertificateSource certificates) {
    this.state = start;
    this.certificates = certificates;
  }

  /** To be set once, before the first step. */
  public void listen(StepListener wanted) {
    listener = wanted;
  }

  public MeshState state() {
    return state;
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    step(now -> now.advance(after, delta));
  }

  /** Host names now resolve to these. */
  public void resolved(Map<String, String> ips) {
    step(now -> now.resolved(ips));
  }

  /**
   * @param backend of the CA that signed its certificate; null when it lost it
   */
  public void certified(ProxyKey dataplane, @Nullable String backend) {
    step(now -> now.certified(dataplane, backend));
  }

  /** Orders the certificates that a config of this proxy would need now, if it could have one. */
  public void order(ProxyFacts facts) {
    Plan plan = generator.plan(state, facts);
    if (!(plan instanceof Plan.Futile)) {
      certificates.of(facts.key(), plan.wanted());
    }
  }

  private void step(Function<MeshState, Advance> how) {
    stepping.lock();
    try {
      Advance advance = how.apply(state);
      state = advance.state();
      listener.stepped(advance.state(), advance.touched(), advance.offerChanged());
    } finally {
      stepping.unlock();
    }
  }

  @Override
  public View view() {
    return new Look(state);
  }

  private final class Look implements View {
    private final MeshState now;

    Look(MeshState now) {
      this.now = now;
    }

    @Override
    public long pos() {
      return now.image().head();
    }

    @Override
    public Outcome generate(ProxyFacts facts) {
      Plan plan = generator.plan(now, facts);
      return switch (plan.generate(certificates.of(facts.key(), plan.wanted()))) {
        case Generation.Ready(ProxyConfig config) -> new Outcome.Made(config);
        case Generation.Withheld(String why, Set<Dep> deps) -> new Outcome.NotYet(deps, why);
      };
    }

    @Override
    public Outside outside(ProxyFacts facts, ProxyConfig config) {
      return Outside.of(now, facts.key(), config);
    }

    @Override
    public Optional<ProxyConfig> withEndpoints(
        ProxyFacts facts, ProxyConfig config, Set<Dep> touched) {
      return generator.swapEndpoints(now, config, touched);
    }
  }
}

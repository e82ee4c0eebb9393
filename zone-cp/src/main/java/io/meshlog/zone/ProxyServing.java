package io.meshlog.zone;

import io.grpc.ServerServiceDefinition;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.state.MeshState;
import io.meshlog.zone.ads.AdsService;
import io.meshlog.zone.dataplane.OtherReplicas;
import io.meshlog.zone.dataplane.ProxyCredentials;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.ProxyGate;
import io.meshlog.zone.dataplane.ProxyResource;
import io.meshlog.zone.dataplane.Refusals;
import io.meshlog.zone.dataplane.Registrar;
import io.meshlog.zone.health.HealthService;
import io.meshlog.zone.health.ProbeResults;
import io.meshlog.zone.health.ProbeSettings;
import io.meshlog.zone.identity.AdminIdentities;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.identity.SecretContents;
import io.meshlog.zone.image.DerivedServices;
import io.meshlog.zone.image.HostResolver;
import io.meshlog.zone.image.IngressOffer;
import io.meshlog.zone.push.MeshConfigs;
import io.meshlog.zone.push.PushEngine;
import io.meshlog.zone.push.PushLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything between the image and the proxies' streams, put together: state, push, certificates,
 * the gate, the ingress offer. Follows the image from its start to its close.
 */
public final class ProxyServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyServing.class);

  private final ExecutorService workers;
  private final ExecutorService turns;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("xds-patience").daemon().factory());
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final MeshConfigs configs;
  private final PushEngine engine;
  private final ProxyCertificates certificates;
  private final HostResolver hosts;
  private final IngressOffer offer;
  private final DerivedServices services;
  private final ProxyEvents reports;
  private final ProxyGate gate;
  private final @Nullable HealthService health;
  private final AutoCloseable following;
  private final AutoCloseable offering;

  /**
   * What it is put together from.
   *
   * @param refusals told of proxies that were turned away
   * @param states what proxies are served from, at an image
   * @param pushes takes note of what proxies are told; closed by whoever made it, afterwards
   * @param housekeeping this replica's turn to derive what one replica derives for all
   */
  public record Parts(
      LiveImage live,
      EventLog log,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals,
      SecretContents secrets,
      Function<MeshImage, MeshState> states,
      Clock clock,
      ServingOptions options,
      PushLog.Opener pushes,
      OtherReplicas others,
      Supplier<Optional<RoleTerm>> housekeeping) {}

  /**
   * @param workers threads that generate configs
   * @param deregistrationDelay between the end of a stream and the removal of what it registered
   * @param nameLifetime how long a resolved host name is believed
   * @param patience how long changes wait for a proxy to acknowledge what it was sent
   * @param probes how sidecars probe their applications; empty: they do not
   */
  public record ServingOptions(
      int workers,
      Duration deregistrationDelay,
      Duration nameLifetime,
      Duration patience,
      Optional<ProbeSettings> probes) {
    public static final ServingOptions DEFAULT =
        new ServingOptions(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Optional.of(ProbeSettings.DEFAULT));

    public ServingOptions(
        int workers, Duration deregistrationDelay, Duration nameLifetime, Duration patience) {
      this(workers, deregistrationDelay, nameLifetime, patience, DEFAULT.probes());
    }
  }

  /**
   * @param events makes who is told of proxies
   */
  public ProxyServing(Parts parts, Function<IdentityBook, ProxyEvents> events) {
    workers = pool("xds-generate", parts.options().workers());
    turns = pool("xds-stream", Math.max(2, Runtime.getRuntime().availableProcessors()));
    LiveImage live = parts.live();
    MeshImage empty = MeshImage.empty(live.current().self());
    certificates =
        new ProxyCertificates(
            live::current, parts.secrets(), parts.clock(), blocking, new Around());
    configs = new MeshConfigs(parts.states().apply(empty), certificates);
    engine = new PushEngine(configs, workers, patience(parts.options().patience()));
    hosts = new HostResolver(parts.options().nameLifetime(), configs::resolved, blocking);
    offer = new IngressOffer(configs::state, parts.log(), parts.housekeeping(), blocking);
    services = new DerivedServices(configs::state, parts.log(), parts.housekeeping(), blocking);
    Registrar registrar = new Registrar(live::current, parts.admission(), parts.log());
    reports = events.apply(certificates.identities());
    gate =
        new ProxyGate(
            live::current,
            parts.admission(),
            parts.credentials(),
            parts.refusals(),
            registrar,
            engine,
            parts.options().deregistrationDelay(),
            certificates.after(reports),
            parts.pushes(),
            parts.others(),
            certificates,
            blocking);
    health = parts.options().probes().map(probes -> health(parts, probes)).orElse(null);
    configs.listen(this::stepped);
    following = live.subscribe(this::onStep);
    offering = live.subscribe(offer);
  }

  private HealthService health(Parts parts, ProbeSettings probes) {
    LiveImage live = parts.live();
    return new HealthService(
        gate::authenticated, live::current, new ProbeResults(live, parts.log()), probes, blocking);
  }

  private static ExecutorService pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        threads,
        task ->
            Thread.ofPlatform()
                .name(name + '-' + number.incrementAndGet())
                .daemon()
                .unstarted(task));
  }

  private Consumer<Runnable> patience(Duration time) {
    return task -> {
      try {
        timer.schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException stopping) {
        LOG.debug("nobody waits for proxies any longer");
      }
    };
  }

  /** What proxies call over gRPC, to be put on a server. */
  public List<ServerServiceDefinition> services() {
    ServerServiceDefinition discovery = new AdsService(gate, turns).definition();
    return health == null ? List.of(discovery) : List.of(discovery, health.definition());
  }

  /** Threads for gRPC's callbacks. */
  public ExecutorService turns() {
    return turns;
  }

  public ProxyGate gate() {
    return gate;
  }

  public PushEngine engine() {
    return engine;
  }

  /** What this control plane shows to proxies' admin listeners. */
  public AdminIdentities admins() {
    return certificates.admins();
  }

  public MeshState state() {
    return configs.state();
  }

  /** This replica began to play the housekeeping role. */
  public void housekeepingGained() {
    offer.look();
    services.gained();
  }

  private void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    gate.stepped(delta);
    configs.onStep(before, after, delta);
    if (certificates.stepped(delta)) {
      engine.slots().forEach(slot -> engine.refresh(slot.facts().key()));
    }
    delta.changes().forEach(this::removed);
    if (health != null) {
      health.onStep(delta);
    }
  }

  private void removed(Change change) {
    Resource<?> before = change.before();
    if (before != null
        && change.after() == null
        && change.key().origin().equals(configs.state().image().self())) {
      ProxyResource.proxy(change.key()).ifPresent(proxy -> gate.vanished(proxy, before));
    }
  }

  private void stepped(MeshState state, Set<Dep> touched, boolean offerChanged) {
    engine.moved(touched, state.image().head());
    hosts.wanted(state.hostNames());
    services.stepped(touched, state.image().self());
    if (offerChanged) {
      offer.look();
    }
  }

  private final class Around implements ProxyCertificates.Surroundings {
    @Override
    public void certified(ProxyKey dataplane, String backend) {
      configs.certified(dataplane, backend);
    }

    @Override
    public void refresh(ProxyKey proxy) {
      engine.refresh(proxy);
    }

    /** Secrets are read for egresses only, of which there are few. */
    @Override
    public void opened() {
      engine.slots().stream()
          .map(slot -> slot.facts().key())
          .filter(proxy -> proxy.kind() == ProxyKind.EGRESS)
          .forEach(engine::refresh);
    }

    @Override
    public void order(ProxyFacts facts) {
      configs.order(facts);
    }

    @Override
    public boolean isConnected(ProxyKey proxy) {
      return gate.session(proxy).isPresent();
    }
  }

  @Override
  public void close() throws Exception {
    following.close();
    offering.close();
    gate.close();
    reports.close();
    certificates.close();
    hosts.close();
    timer.shutdownNow();
    workers.shutdownNow();
    turns.shutdown();
    blocking.shutdown();
  }
}

package io.meshlog.zone;

import com.google.protobuf.Struct;
import io.grpc.ServerServiceDefinition;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.xds.Dep;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.baseline.AdminListener;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityRequest;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import io.meshlog.zone.ads.AdsService;
import io.meshlog.zone.dataplane.CertificatesAhead;
import io.meshlog.zone.dataplane.Departures;
import io.meshlog.zone.dataplane.OtherReplicas;
import io.meshlog.zone.dataplane.ProxyCredentials;
import io.meshlog.zone.dataplane.ProxyEvents;
import io.meshlog.zone.dataplane.ProxyGate;
import io.meshlog.zone.dataplane.ProxyResource;
import io.meshlog.zone.dataplane.ProxySession;
import io.meshlog.zone.dataplane.Refusals;
import io.meshlog.zone.dataplane.Registrar;
import io.meshlog.zone.health.HealthService;
import io.meshlog.zone.health.ProbeResults;
import io.meshlog.zone.health.ProbeSettings;
import io.meshlog.zone.identity.AdminIdentities;
import io.meshlog.zone.identity.Authorities;
import io.meshlog.zone.identity.ExpectedCertificates;
import io.meshlog.zone.identity.IdentityBook;
import io.meshlog.zone.identity.IssuedIdentity;
import io.meshlog.zone.identity.OpenedSecrets;
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
import java.util.Map;
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

  /** A first config waits for certificates no longer than this. */
  private static final Duration CERTIFICATES = Duration.ofMillis(500);

  /** Who comes back this soon has its admin certificate still. */
  private static final Duration ABSENCE = Duration.ofMinutes(1);

  private final ExecutorService workers;
  private final ExecutorService turns;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().name("xds-patience").daemon().factory());
  private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
  private final MeshConfigs configs;
  private final PushEngine engine;
  private final Authorities authorities;
  private final IdentityBook identities;
  private final AdminIdentities admins;
  private final ExpectedCertificates expected;
  private final Departures absent;
  private final OpenedSecrets opened;
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
    configs = new MeshConfigs(parts.states().apply(empty), new Certified());
    engine = new PushEngine(configs, workers, patience(parts.options().patience()));
    authorities = new Authorities(live::current, parts.secrets());
    identities = new IdentityBook(authorities, parts.clock(), this::issued, this::tried);
    admins =
        new AdminIdentities(live::current, authorities, parts.clock(), this::came, this::tried);
    expected =
        new ExpectedCertificates(proxy -> identities.expects(proxy) || admins.expects(proxy));
    absent = new Departures(ABSENCE, this::stayedAway, Runnable::run, () -> false);
    opened = new OpenedSecrets(live::current, parts.secrets(), blocking, this::opened);
    hosts = new HostResolver(parts.options().nameLifetime(), configs::resolved, blocking);
    offer = new IngressOffer(configs::state, parts.log(), parts.housekeeping(), blocking);
    services = new DerivedServices(configs::state, parts.log(), parts.housekeeping(), blocking);
    Registrar registrar = new Registrar(live::current, parts.admission(), parts.log());
    reports = events.apply(identities);
    gate =
        new ProxyGate(
            live::current,
            parts.admission(),
            parts.credentials(),
            parts.refusals(),
            registrar,
            engine,
            parts.options().deregistrationDelay(),
            new Forgetting(reports),
            parts.pushes(),
            parts.others(),
            new Ahead(),
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
    return admins;
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
    delta.changes().stream()
        .filter(
            change -> isAuthority(change.key().type(), change.key().mesh(), change.key().name()))
        .map(change -> change.key().mesh())
        .distinct()
        .forEach(identities::authorityChanged);
    if (delta.changes().stream().anyMatch(change -> AdminIdentities.isAuthority(change.key()))) {
      admins.authorityChanged();
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

  private boolean isAuthority(String type, String mesh, String name) {
    return type.equals(CoreTypes.SECRET.name()) && authorities.mayUse(mesh, name);
  }

  private void stepped(MeshState state, Set<Dep> touched, boolean offerChanged) {
    engine.moved(touched, state.image().head());
    hosts.wanted(state.hostNames());
    services.stepped(touched, state.image().self());
    if (offerChanged) {
      offer.look();
    }
  }

  /** On the issuing thread. */
  private void issued(ProxyKey proxy) {
    if (proxy.kind() == ProxyKind.DATAPLANE) {
      identities
          .held(proxy)
          .map(IssuedIdentity::request)
          .ifPresent(request -> configs.certified(proxy, request.backend().name()));
    }
    came(proxy);
  }

  /** A certificate is there: whoever waits for it goes on, and who is connected gets it. */
  private void came(ProxyKey proxy) {
    tried(proxy);
    engine.refresh(proxy);
  }

  private void stayedAway(ProxyKey proxy) {
    if (gate.session(proxy).isEmpty()) {
      admins.forget(proxy);
    }
  }

  private void tried(ProxyKey proxy) {
    expected.tried(proxy);
  }

  private final class Ahead implements CertificatesAhead {
    @Override
    public void order(ProxyFacts facts) {
      absent.returned(facts.key());
      if (AdminListener.possible(facts)) {
        admins.find(facts.key());
      }
    }

    @Override
    public void await(ProxyFacts facts) {
      configs.order(facts);
      expected.await(facts.key(), CERTIFICATES);
    }

    @Override
    public void forget(ProxyFacts facts) {
      identities.forget(facts.key());
      admins.forget(facts.key());
    }
  }

  /** Secrets are read for egresses only, of which there are few. */
  private void opened() {
    engine.slots().stream()
        .map(slot -> slot.facts().key())
        .filter(proxy -> proxy.kind() == ProxyKind.EGRESS)
        .forEach(engine::refresh);
  }

  private final class Certified implements MeshConfigs.CertificateSource {
    @Override
    public Certificates of(
        ProxyKey proxy, List<IdentityRequest> wanted, Set<SecretRef> secrets, boolean admin) {
      Certificates found =
          identities
              .find(proxy, wanted)
              .and(new Certificates(Map.of(), Map.of(), opened.find(secrets)));
      return admin ? found.and(admins.find(proxy)) : found;
    }
  }

  /** Drops the certificates of a proxy that left, after its report has taken note of them. */
  private final class Forgetting implements ProxyEvents {
    private final ProxyEvents others;

    Forgetting(ProxyEvents others) {
      this.others = others;
    }

    @Override
    public void connected(ProxySession session, Struct metadata) {
      others.connected(session, metadata);
    }

    @Override
    public void moved(ProxySession session) {
      others.moved(session);
    }

    @Override
    public void disconnected(ProxySession session) {
      others.disconnected(session);
      identities.forget(session.proxy());
      absent.left(session.proxy());
    }

    @Override
    public void close() {
      others.close();
    }
  }

  @Override
  public void close() throws Exception {
    following.close();
    offering.close();
    gate.close();
    reports.close();
    absent.close();
    identities.close();
    admins.close();
    hosts.close();
    timer.shutdownNow();
    workers.shutdownNow();
    turns.shutdown();
    blocking.shutdown();
  }
}

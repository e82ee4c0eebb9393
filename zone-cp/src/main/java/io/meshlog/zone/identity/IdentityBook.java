package io.meshlog.zone.identity;

import io.meshlog.model.mesh.MeshDuration;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.ProxyKind;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.IdentityRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which connected proxy holds which certificate. Certificates are made one after another on a
 * thread of their own, so that a thousand of them delay no push; each is renewed by a timer at four
 * fifths of its life. Thread-safe; nothing here blocks the caller.
 */
public final class IdentityBook implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityBook.class);
  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(24);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final Authorities authorities;
  private final Clock clock;
  private final Consumer<ProxyKey> changed;
  private final Consumer<ProxyKey> missed;
  private final LeafIssuer issuer = new LeafIssuer();
  private final Map<ProxyKey, Page> pages = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker;

  /** One proxy's page; replaced, never changed. Its identity names the work scheduled for it. */
  private static final class Page {
    private final IdentityRequest wanted;
    private final @Nullable IssuedIdentity issued;
    private final int failures;
    private volatile @Nullable Future<?> due;

    /**
     * @param wanted what the proxy should hold
     * @param issued what it holds; null before the first
     * @param failures in a row
     */
    Page(IdentityRequest wanted, @Nullable IssuedIdentity issued, int failures) {
      this.wanted = wanted;
      this.issued = issued;
      this.failures = failures;
    }

    void cancel() {
      Future<?> scheduled = due;
      if (scheduled != null) {
        scheduled.cancel(false);
      }
    }
  }

  /**
   * @param changed told on the issuing thread that a proxy has another certificate
   * @param missed likewise, that one could not be made: it is tried again later
   */
  public IdentityBook(
      Authorities authorities, Clock clock, Consumer<ProxyKey> changed, Consumer<ProxyKey> missed) {
    this.authorities = authorities;
    this.clock = clock;
    this.changed = changed;
    this.missed = missed;
    ScheduledThreadPoolExecutor single =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("identity").daemon().priority(Thread.MIN_PRIORITY).factory());
    single.setRemoveOnCancelPolicy(true);
    this.worker = Executors.unconfigurableScheduledExecutorService(single);
  }

  /**
   * The certificates for this request. When they are not there yet, they are on order, and {@code
   * changed} tells when they come.
   */
  public Optional<Certificates> find(ProxyKey proxy, IdentityRequest wanted) {
    Page page = pages.get(proxy);
    if (page == null || !page.wanted.equals(wanted)) {
      page = turn(proxy, Duration.ZERO, old -> order(wanted, old));
    }
    IssuedIdentity issued = page == null ? null : page.issued;
    return issued != null && issued.request().equals(wanted)
        ? Optional.of(issued.certificates())
        : Optional.empty();
  }

  /**
   * The same for a proxy that has always wanted the same, and will.
   *
   * @param wanted asked while there is none
   */
  Optional<Certificates> find(ProxyKey proxy, Supplier<IdentityRequest> wanted) {
    Page page = pages.get(proxy);
    return page != null && page.issued != null
        ? Optional.of(page.issued.certificates())
        : find(proxy, wanted.get());
  }

  /**
   * The certificates for all of these requests, of a mesh each, as far as they are there. Those the
   * proxy had of other meshes are forgotten.
   */
  public Certificates find(ProxyKey proxy, List<IdentityRequest> wanted) {
    if (proxy.kind() != ProxyKind.EGRESS) {
      if (wanted.isEmpty()) {
        forget(proxy);
        return Certificates.NONE;
      }
      return find(proxy, wanted.getFirst()).orElse(Certificates.NONE);
    }
    Set<String> meshes = wanted.stream().map(IdentityRequest::mesh).collect(Collectors.toSet());
    pages.keySet().stream()
        .filter(page -> ofEgress(page, proxy.name()) && !meshes.contains(page.mesh()))
        .forEach(page -> turn(page, Duration.ZERO, _ -> null));
    return wanted.stream()
        .flatMap(request -> find(page(proxy, request.mesh()), request).stream())
        .reduce(Certificates.NONE, Certificates::and);
  }

  /** An egress has a page for each mesh. */
  private static ProxyKey page(ProxyKey egress, String mesh) {
    return new ProxyKey(ProxyKind.EGRESS, mesh, egress.name());
  }

  private static boolean ofEgress(ProxyKey page, String name) {
    return page.kind() == ProxyKind.EGRESS && page.name().equals(name);
  }

  private static Page order(IdentityRequest wanted, @Nullable Page old) {
    if (old == null) {
      return new Page(wanted, null, 0);
    }
    return old.wanted.equals(wanted) ? old : new Page(wanted, old.issued, 0);
  }

  /** Whether its first certificate is on order and nothing went wrong so far. */
  public boolean expects(ProxyKey proxy) {
    Page page = pages.get(proxy);
    return page != null && page.issued == null && page.failures == 0;
  }

  /** What the proxy holds, for reports. */
  public Optional<IssuedIdentity> held(ProxyKey proxy) {
    return Optional.ofNullable(pages.get(proxy)).map(page -> page.issued);
  }

  /** The proxy is gone or has no identity any more. */
  public void forget(ProxyKey proxy) {
    if (proxy.kind() == ProxyKind.EGRESS) {
      find(proxy, List.of());
      return;
    }
    if (pages.containsKey(proxy)) {
      turn(proxy, Duration.ZERO, _ -> null);
    }
  }

  /**
   * The mesh's CA may be another, or be there at last: every proxy of it gets a certificate anew.
   */
  public void authorityChanged(String mesh) {
    worker.execute(() -> authorities.forget(mesh));
    pages.forEach((proxy, page) -> {
      if (page.wanted.mesh().equals(mesh)) {
        turn(
            proxy,
            Duration.ZERO,
            old -> old == null ? null : new Page(old.wanted, old.issued, old.failures));
      }
    });
  }

  /**
   * Replaces a proxy's page and schedules the work for a new one, in this order: work looks its
   * page up. What was scheduled for the old page finds that it is not the page any more.
   */
  private @Nullable Page turn(
      ProxyKey proxy, Duration delay, Function<@Nullable Page, @Nullable Page> step) {
    AtomicReference<@Nullable Page> before = new AtomicReference<>();
    Page after =
        pages.compute(
            proxy,
            (_, old) -> {
              before.set(old);
              return step.apply(old);
            });
    Page old = before.get();
    if (after != old) {
      if (old != null) {
        old.cancel();
      }
      if (after != null) {
        schedule(proxy, after, delay);
      }
    }
    return after;
  }

  private void schedule(ProxyKey proxy, Page page, Duration delay) {
    try {
      page.due = worker.schedule(() -> issue(proxy, page), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("no certificate for {}: the control plane stops", proxy);
    }
  }

  /** On the issuing thread. */
  private void issue(ProxyKey proxy, Page page) {
    if (pages.get(proxy) != page) {
      return;
    }
    IdentityRequest wanted = page.wanted;
    try {
      Authority authority = authorities.of(wanted.mesh(), wanted.backend());
      Duration lifetime = lifetime(wanted.backend());
      Instant now = clock.instant();
      IdentityCert cert = issuer.issue(authority, wanted.uris(), now, lifetime);
      int count = page.issued == null ? 1 : page.issued.count() + 1;
      IssuedIdentity issued =
          new IssuedIdentity(
              wanted,
              Certificates.of(wanted.mesh(), cert, authority.pem()),
              now,
              now.plus(lifetime),
              count);
      Page next = new Page(wanted, issued, 0);
      // Not if another was asked for meanwhile: that one is told of when it is there.
      if (turn(proxy, renewal(proxy, lifetime), old -> old == page ? next : old) == next) {
        changed.accept(owner(proxy));
      }
    } catch (AuthorityUnusable | RuntimeException e) {
      LOG.warn("no certificate for {}: {}", proxy, e.toString());
      Page next = new Page(wanted, page.issued, page.failures + 1);
      turn(proxy, retry(page.failures), old -> old == page ? next : old);
      missed.accept(owner(proxy));
    }
  }

  private static ProxyKey owner(ProxyKey page) {
    return page.kind() == ProxyKind.EGRESS ? ProxyKey.egress(page.name()) : page;
  }

  private static Duration retry(int failures) {
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures, 10));
    return delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
  }

  /**
   * Four fifths of the life, less up to a tenth of it by the proxy's name: those made together
   * spread out, each the same way in every process.
   */
  static Duration renewal(ProxyKey proxy, Duration lifetime) {
    String name = proxy.kind().name() + '/' + proxy.mesh() + '/' + proxy.name();
    long spread = Math.floorMod(name.hashCode(), 1_000);
    return lifetime.multipliedBy(8_000 - spread).dividedBy(10_000);
  }

  private static Duration lifetime(CaBackend backend) {
    if (backend.dpCert() == null
        || backend.dpCert().rotation() == null
        || backend.dpCert().rotation().expiration() == null) {
      return DEFAULT_LIFETIME;
    }
    return MeshDuration.parse(backend.dpCert().rotation().expiration())
        .filter(Duration::isPositive)
        .orElse(DEFAULT_LIFETIME);
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}

package io.meshlog.zone.identity;

import io.meshlog.model.mesh.MeshDuration;
import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.IdentityCert;
import io.meshlog.xds.secrets.IdentityRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
  private final LeafIssuer issuer = new LeafIssuer();
  private final Map<ProxyKey, Page> pages = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker;

  /**
   * One proxy's page; replaced as a whole.
   *
   * @param wanted what it should hold
   * @param issued what it holds; null before the first
   * @param next the work in the queue or on the timer for it
   * @param failures in a row
   */
  private record Page(
      IdentityRequest wanted,
      @Nullable IssuedIdentity issued,
      @Nullable Future<?> next,
      int failures) {}

  /**
   * @param changed told on the issuing thread that a proxy has another certificate
   */
  public IdentityBook(Authorities authorities, Clock clock, Consumer<ProxyKey> changed) {
    this.authorities = authorities;
    this.clock = clock;
    this.changed = changed;
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
    if (page == null || !page.wanted().equals(wanted)) {
      page = pages.compute(proxy, (_, old) -> order(proxy, wanted, old));
    }
    IssuedIdentity issued = page.issued();
    return issued != null && issued.request().equals(wanted)
        ? Optional.of(issued.certificates())
        : Optional.empty();
  }

  /** What the proxy holds, for reports. */
  public Optional<IssuedIdentity> held(ProxyKey proxy) {
    return Optional.ofNullable(pages.get(proxy)).map(Page::issued);
  }

  /** The proxy is gone or has no identity any more. */
  public void forget(ProxyKey proxy) {
    Page page = pages.remove(proxy);
    if (page != null) {
      cancel(page);
    }
  }

  /**
   * The mesh's CA may be another, or be there at last: every proxy of it gets a certificate anew.
   */
  public void authorityChanged(String mesh) {
    worker.execute(() -> authorities.forget(mesh));
    pages.forEach((proxy, page) -> {
      if (page.wanted().mesh().equals(mesh)) {
        pages.computeIfPresent(proxy, (_, old) -> queued(proxy, old, Duration.ZERO));
      }
    });
  }

  private Page order(ProxyKey proxy, IdentityRequest wanted, @Nullable Page old) {
    if (old != null && old.wanted().equals(wanted)) {
      return old;
    }
    if (old != null) {
      cancel(old);
    }
    Page fresh = new Page(wanted, old == null ? null : old.issued(), null, 0);
    return queued(proxy, fresh, Duration.ZERO);
  }

  private Page queued(ProxyKey proxy, Page page, Duration delay) {
    cancel(page);
    IdentityRequest wanted = page.wanted();
    Future<?> next =
        worker.schedule(() -> issue(proxy, wanted), delay.toMillis(), TimeUnit.MILLISECONDS);
    return new Page(wanted, page.issued(), next, page.failures());
  }

  private static void cancel(Page page) {
    if (page.next() != null) {
      page.next().cancel(false);
    }
  }

  /** On the issuing thread. */
  private void issue(ProxyKey proxy, IdentityRequest wanted) {
    // Not a plain get: who ordered this may still be writing the page, and that must be waited for.
    Page page = pages.computeIfPresent(proxy, (_, current) -> current);
    if (page == null || !page.wanted().equals(wanted)) {
      return;
    }
    try {
      Authority authority = authorities.of(wanted.mesh(), wanted.backend());
      Duration lifetime = lifetime(wanted.backend());
      Instant now = clock.instant();
      IdentityCert cert = issuer.issue(authority, wanted.uris(), now, lifetime);
      int count = page.issued() == null ? 1 : page.issued().count() + 1;
      IssuedIdentity issued =
          new IssuedIdentity(
              wanted,
              Certificates.of(wanted.mesh(), cert, authority.pem()),
              now,
              now.plus(lifetime),
              count);
      pages.computeIfPresent(
          proxy,
          (_, old) ->
              old.wanted().equals(wanted)
                  ? queued(proxy, new Page(wanted, issued, null, 0), renewal(proxy, lifetime))
                  : old);
      changed.accept(proxy);
    } catch (AuthorityUnusable | RuntimeException e) {
      failed(proxy, wanted, e);
    }
  }

  private void failed(ProxyKey proxy, IdentityRequest wanted, Exception why) {
    LOG.warn("no certificate for {}: {}", proxy, why.toString());
    pages.computeIfPresent(
        proxy,
        (_, old) -> {
          if (!old.wanted().equals(wanted)) {
            return old;
          }
          int failures = old.failures() + 1;
          long factor = 1L << Math.min(failures - 1, 10);
          Duration delay = FIRST_RETRY.multipliedBy(factor);
          return queued(
              proxy,
              new Page(wanted, old.issued(), null, failures),
              delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay);
        });
  }

  /** Four fifths of the life, less up to a tenth of it by proxy: those made together spread out. */
  private static Duration renewal(ProxyKey proxy, Duration lifetime) {
    long spread = Math.floorMod(proxy.hashCode(), 1_000);
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

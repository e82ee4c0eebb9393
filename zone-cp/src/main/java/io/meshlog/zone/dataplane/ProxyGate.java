package io.meshlog.zone.dataplane;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.grpc.Status;
import io.grpc.StatusException;
import io.meshlog.model.admit.Admission;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.ads.AdsStream;
import io.meshlog.zone.ads.StreamCaller;
import io.meshlog.zone.ads.StreamGate;
import io.meshlog.zone.ads.StreamOpening;
import io.meshlog.zone.ads.StreamUser;
import io.meshlog.zone.dataplane.Registrar.NotRegistered;
import io.meshlog.zone.push.ProxySlot;
import io.meshlog.zone.push.PushEngine;
import io.meshlog.zone.push.PushLog;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens streams: who is it, may it, register what it brought, serve it
 * (rest-and-dataplane-protocol.md 5.3). Each opening runs on a thread of its own, in order and so
 * many at a time, whose registrations are appended together; a config is made as soon as the
 * proxy's resource is in the image.
 */
public final class ProxyGate implements StreamGate, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyGate.class);

  private static final int MOST_ENTERING = 64;

  private final Supplier<MeshImage> image;
  private final ProxyCredentials credentials;
  private final Admittance admittance;
  private final Registrar registrar;
  private final PushEngine engine;
  private final ProxyEvents events;
  private final PushLog.Opener pushes;
  private final OtherReplicas others;
  private final CertificatesAhead certificates;
  private final Executor threads;
  private final Departures departures;
  private final Semaphore entering = new Semaphore(MOST_ENTERING, true);

  /** How often tokens had to be judged anew. */
  private final AtomicLong turnovers = new AtomicLong();

  /** A session; or another mark while a proxy enters or its resource is removed. */
  private final Map<ProxyKey, Object> present = new ConcurrentHashMap<>();

  /**
   * @param deregistrationDelay between the end of a stream and the removal of what it registered
   * @param threads for work that blocks
   */
  public ProxyGate(
      Supplier<MeshImage> image,
      Admission admission,
      ProxyCredentials credentials,
      Refusals refusals,
      Registrar registrar,
      PushEngine engine,
      Duration deregistrationDelay,
      ProxyEvents events,
      PushLog.Opener pushes,
      OtherReplicas others,
      CertificatesAhead certificates,
      Executor threads) {
    this.image = image;
    this.credentials = credentials;
    this.admittance = new Admittance(image, admission, credentials, refusals);
    this.registrar = registrar;
    this.engine = engine;
    this.events = events;
    this.pushes = pushes;
    this.others = others;
    this.certificates = certificates;
    this.threads = threads;
    this.departures = new Departures(deregistrationDelay, this::departed, threads, engine::surging);
  }

  @Override
  public CompletionStage<StreamUser> open(StreamOpening opening, AdsStream stream) {
    CompletableFuture<StreamUser> opened = new CompletableFuture<>();
    threads.execute(() -> {
      entering.acquireUninterruptibly();
      try {
        opened.complete(enter(opening, stream));
      } catch (StatusException | RuntimeException e) {
        opened.completeExceptionally(e);
      } finally {
        entering.release();
      }
    });
    return opened;
  }

  /**
   * Whether a node may speak for a proxy beside its stream, by the same rules. Blocks for
   * milliseconds.
   */
  public ProxyKey authenticated(Node node, StreamCaller caller) throws StatusException {
    NodeFacts facts = facts(node);
    admittance.enter(facts.facts().key(), brought(facts), caller);
    return facts.facts().key();
  }

  private static NodeFacts facts(Node node) throws StatusException {
    return NodeFacts.of(node)
        .orElseThrow(() -> error("node id \"" + node.getId() + "\" names no proxy"));
  }

  /** Those connected now. */
  public Collection<ProxySession> sessions() {
    return Collections.unmodifiableCollection(
        present.values().stream()
            .filter(ProxySession.class::isInstance)
            .map(ProxySession.class::cast)
            .toList());
  }

  public Optional<ProxySession> session(ProxyKey proxy) {
    return present.get(proxy) instanceof ProxySession session
        ? Optional.of(session)
        : Optional.empty();
  }

  private StreamUser enter(StreamOpening opening, AdsStream stream) throws StatusException {
    NodeFacts node = facts(opening.node());
    ProxyFacts facts = node.facts();
    ProxyKey proxy = facts.key();
    Optional<ProxyResource> brought = brought(node);
    long seen = turnovers.get();
    Pass pass = admittance.enter(proxy, brought, opening.caller());
    Object claim = new Object();
    if (present.putIfAbsent(proxy, claim) != null) {
      throw error("there is already an active stream from this node, try again later");
    }
    try {
      departures.returned(proxy);
      certificates.order(facts);
      boolean unchanged = brought.isPresent() && !registrar.register(proxy, brought.get());
      certificates.await(facts);
      ProxySlot slot = engine.connect(facts, stream, pushes.open(facts, stream, node.metadata()));
      ProxySession session =
          new ProxySession(slot, stream, pass, brought.isPresent(), new Ending());
      present.put(proxy, session);
      if (turnovers.get() != seen || resourceChanged(proxy, pass)) {
        judgeAgain(session);
      }
      if (unchanged
          && image
              .get()
              .find(ProxyResource.type(proxy.kind()), proxy.mesh(), proxy.name())
              .isEmpty()) {
        // Another replica removed it between the look and this entry: see vanished.
        registrar.register(proxy, brought.get());
        certificates.await(facts);
      }
      events.connected(session, node.metadata());
      LOG.info("{} connected, {}", proxy, stream.delta() ? "delta" : "state of the world");
      return session;
    } catch (NotRegistered e) {
      notEntered(facts, claim);
      throw error("could not register proxy passed in kuma-dp run: " + e.getMessage());
    } catch (RuntimeException e) {
      notEntered(facts, claim);
      throw e;
    }
  }

  /** The stream has not got its session: nobody else would end it. */
  private void notEntered(ProxyFacts facts, Object claim) {
    if (present.get(facts.key()) instanceof ProxySession session) {
      session.closed();
    } else {
      certificates.forget(facts);
      present.remove(facts.key(), claim);
    }
  }

  /** Between the look and now, unseen by {@link #stepped}. */
  private boolean resourceChanged(ProxyKey proxy, Pass pass) {
    return image
        .get()
        .find(ProxyResource.type(proxy.kind()), proxy.mesh(), proxy.name())
        .flatMap(now -> pass.binding().broken(now.spec(), now.labels()))
        .isPresent();
  }

  private static Optional<ProxyResource> brought(NodeFacts node) {
    if (node.resourceText().isEmpty()) {
      return Optional.empty();
    }
    Optional<ProxyResource> resource =
        ProxyResource.read(node.facts().key().kind(), node.resourceText());
    if (resource.isEmpty()) {
      LOG.warn("{} brings a resource that cannot be read", node.facts().key());
    }
    return resource;
  }

  // --- who is here, and may no longer be

  /**
   * A step of the image, before anything of it is pushed: a proxy whose resource became what its
   * token does not allow gets nothing of it, and a revoked token's stream ends. Never blocks.
   */
  public void stepped(MeshDelta delta) {
    Optional<Predicate<ProxyKey>> affected =
        delta.changes().stream()
            .map(change -> credentials.affectedBy(change.key()))
            .flatMap(Optional::stream)
            .reduce(Predicate::or);
    if (affected.isPresent()) {
      turnovers.incrementAndGet();
      threads.execute(() ->
          sessions().stream()
              .filter(session -> affected.get().test(session.proxy()))
              .forEach(this::judgeAgain));
    }
    delta.changes().forEach(this::bound);
  }

  private void bound(Change change) {
    Resource<?> now = change.after();
    if (now != null && now.origin().equals(image.get().self())) {
      ProxyResource.proxy(now.key())
          .flatMap(this::session)
          .ifPresent(session ->
              session
                  .pass()
                  .binding()
                  .broken(now.spec(), now.labels())
                  .ifPresent(why -> turnAway(session, why)));
    }
  }

  private void judgeAgain(ProxySession session) {
    admittance.fault(session.proxy(), session.pass()).ifPresent(why -> turnAway(session, why));
  }

  private void turnAway(ProxySession session, String why) {
    LOG.info("{} may stay no longer: {}", session.proxy(), why);
    admittance.note(session.proxy(), session.pass().caller(), why);
    session.stream().close(Status.UNKNOWN.withDescription(Admittance.failed(why)));
  }

  /**
   * Removes what it registered, unless it is back, here or at another replica; while that goes on,
   * it cannot enter here. Should it enter elsewhere at this very moment, then that replica finds
   * the resource {@link #vanished}. What could not be done is due once more.
   */
  private void departed(ProxyKey proxy) {
    if (!removed(proxy)) {
      departures.left(proxy);
    }
  }

  /**
   * Removes the resource of a proxy that has been away for too long, whoever made it.
   *
   * @return false when that is to be tried again
   */
  public boolean expired(ProxyKey proxy) {
    return image
            .get()
            .find(ProxyResource.type(proxy.kind()), proxy.mesh(), proxy.name())
            .filter(found -> found.origin().equals(image.get().self()))
            .isEmpty()
        || removed(proxy);
  }

  /** Whether there is nothing to be done any more: it is removed, or its proxy is here. */
  private boolean removed(ProxyKey proxy) {
    Object claim = new Object();
    if (present.putIfAbsent(proxy, claim) != null) {
      return true;
    }
    try {
      if (others.serve(proxy)) {
        LOG.info("{} is served by another replica: its resource stays", proxy);
        return true;
      }
      return registrar.remove(proxy);
    } catch (RuntimeException e) {
      LOG.warn("{} is gone, but it cannot be told from where: {}", proxy, e.toString());
      return false;
    } finally {
      present.remove(proxy, claim);
    }
  }

  /**
   * A resource was removed from the image. When its proxy is here and had brought it, and some
   * replica took it away because the proxy had left there, it is put back; what a user removes
   * stays removed. Never blocks.
   */
  public void vanished(ProxyKey proxy, Resource<?> resource) {
    if (session(proxy).filter(ProxySession::broughtItsResource).isPresent()) {
      threads.execute(() -> {
        try {
          if (others.removedBy(resource.key()).filter(Registrar::isProxy).isPresent()
              && session(proxy).isPresent()) {
            registrar.putBack(proxy, resource);
          }
        } catch (RuntimeException e) {
          LOG.error("the resource of {}, which is connected, is gone", proxy, e);
        }
      });
    }
  }

  /** A control plane that stops removes nothing. */
  @Override
  public void close() {
    departures.close();
  }

  static StatusException error(String text) {
    return Status.UNKNOWN.withDescription(text).asException();
  }

  private final class Ending implements ProxySession.SessionListener {
    @Override
    public void moved(ProxySession session) {
      events.moved(session);
    }

    @Override
    public void closed(ProxySession session) {
      ProxyKey proxy = session.proxy();
      LOG.info("{} disconnected", proxy);
      if (session.broughtItsResource()) {
        departures.left(proxy);
      }
      present.remove(proxy, session);
      events.disconnected(session);
    }
  }
}

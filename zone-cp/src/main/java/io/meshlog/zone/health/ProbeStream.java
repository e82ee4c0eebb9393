package io.meshlog.zone.health;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse;
import io.envoyproxy.envoy.service.health.v3.HealthCheckSpecifier;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.meshlog.xds.ProxyKey;
import io.meshlog.zone.ads.StreamCaller;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sidecar's stream. Reports do not queue: while one is being written, the newest waits, and
 * those between are dropped.
 */
final class ProbeStream implements StreamObserver<HealthCheckRequestOrEndpointHealthResponse> {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeStream.class);

  private final StreamObserver<HealthCheckSpecifier> client;
  private final StreamCaller caller;
  private final HealthService.Entrance entrance;
  private final HealthService.Desk desk;
  private final Executor threads;
  private final ReentrantLock sending = new ReentrantLock();
  private final ReentrantLock writing = new ReentrantLock();
  private final AtomicReference<@Nullable Map<String, Boolean>> newest = new AtomicReference<>();
  private volatile @Nullable ProxyKey proxy;
  private volatile boolean closed;
  private volatile Node node = Node.getDefaultInstance();
  private boolean knocked;
  private @Nullable HealthCheckSpecifier told;

  ProbeStream(
      StreamObserver<HealthCheckSpecifier> client,
      StreamCaller caller,
      HealthService.Entrance entrance,
      HealthService.Desk desk,
      Executor threads) {
    this.client = client;
    this.caller = caller;
    this.entrance = entrance;
    this.desk = desk;
    this.threads = threads;
  }

  /** Calls of gRPC come one after another. */
  @Override
  public void onNext(HealthCheckRequestOrEndpointHealthResponse message) {
    switch (message.getRequestTypeCase()) {
      case HEALTH_CHECK_REQUEST -> {
        if (!knocked) {
          knocked = true;
          node = message.getHealthCheckRequest().getNode();
          threads.execute(this::enter);
        }
      }
      case ENDPOINT_HEALTH_RESPONSE -> {
        ProxyKey known = proxy;
        Map<String, Boolean> ready = ServiceProbes.results(message.getEndpointHealthResponse());
        if (known != null && !ready.isEmpty() && newest.getAndSet(ready) == null) {
          threads.execute(() -> write(known));
        }
      }
      case REQUESTTYPE_NOT_SET -> {}
    }
  }

  private void enter() {
    try {
      ProxyKey entered = entrance.authenticated(node, caller);
      proxy = entered;
      desk.opened(entered, this);
      if (closed) {
        desk.closed(entered, this);
      }
      tell();
    } catch (StatusException e) {
      end(e.getStatus());
    } catch (RuntimeException e) {
      LOG.error("a health stream could not be opened", e);
      end(Status.INTERNAL.withDescription("the stream could not be opened"));
    }
  }

  /** What is to be probed, if that is news. May block for a moment. */
  void tell() {
    ProxyKey known = proxy;
    if (known == null || closed) {
      return;
    }
    sending.lock();
    try {
      HealthCheckSpecifier wanted = desk.wanted(known);
      if (!wanted.equals(told)) {
        told = wanted;
        client.onNext(wanted);
      }
    } catch (RuntimeException e) {
      LOG.debug("a health stream of {} is over", known, e);
    } finally {
      sending.unlock();
    }
  }

  private void write(ProxyKey known) {
    writing.lock();
    try {
      Map<String, Boolean> ready = newest.getAndSet(null);
      if (ready != null && desk.isNews(known, ready)) {
        // Its token may be revoked by now, or no longer be good for it.
        entrance.authenticated(node, caller);
        desk.record(known, ready);
      }
    } catch (StatusException e) {
      end(e.getStatus());
      gone();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("a report of {} was not written", known, e);
    } finally {
      writing.unlock();
    }
  }

  private void end(Status status) {
    sending.lock();
    try {
      client.onError(status.asRuntimeException());
    } catch (RuntimeException e) {
      LOG.debug("a health stream was closed already", e);
    } finally {
      sending.unlock();
    }
  }

  @Override
  public void onError(Throwable error) {
    gone();
  }

  @Override
  public void onCompleted() {
    gone();
    sending.lock();
    try {
      client.onCompleted();
    } catch (RuntimeException e) {
      LOG.debug("a health stream was closed already", e);
    } finally {
      sending.unlock();
    }
  }

  private void gone() {
    closed = true;
    ProxyKey known = proxy;
    if (known != null) {
      desk.closed(known, this);
    }
  }
}

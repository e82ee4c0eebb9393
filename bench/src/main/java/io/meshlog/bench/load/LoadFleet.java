package io.meshlog.bench.load;

import io.grpc.netty.GrpcSslContexts;
import io.meshlog.bench.ads.LightProxy;
import io.meshlog.bench.ads.Received;
import io.meshlog.bench.ads.XdsKind;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** All simulated proxies of a run, on one event loop. */
final class LoadFleet implements AutoCloseable {
  /** At a time; all of one event loop. */
  private static final int HANDSHAKES = 64;

  private static final Set<String> SECRETS =
      Set.of("identity_cert:secret:" + LoadPlan.MESH, "mesh_ca:secret:" + LoadPlan.MESH);

  private final LoadPlan plan;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LightProxy.Connection connection;
  private final String token;
  private final BitSet everybody = new BitSet();
  private final BitSet rareCallers = new BitSet();

  /** By service. Like the sets above not changed after construction. */
  private final List<BitSet> callers = new ArrayList<>();

  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final AtomicLong responses = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile long lastReceipt;

  /** By proxy, a bit for each kind of resources that it has got since it connected. */
  private final AtomicIntegerArray got;

  /** Number of proxies that have got all kinds. */
  private final AtomicInteger complete = new AtomicInteger();

  private final int all;

  private volatile LightProxy.@Nullable OnResponse recorder;
  private final Semaphore handshakes = new Semaphore(HANDSHAKES);
  private final List<LightProxy> proxies = new ArrayList<>();

  LoadFleet(LoadPlan plan, Target target) {
    this.plan = plan;
    this.token = target.token();
    this.got = new AtomicIntegerArray(plan.proxies());
    this.all =
        bit(XdsKind.CLUSTER)
            | bit(XdsKind.ENDPOINT)
            | bit(XdsKind.LISTENER)
            | (plan.mtls() ? bit(XdsKind.SECRET) : 0);
    everybody.set(0, plan.proxies());
    rareCallers.set(0, Math.min(plan.proxies(), LoadPlan.RARE_CALLERS));
    for (int service = 0; service < plan.services(); service++) {
      callers.add(new BitSet());
    }
    for (int proxy = 0; proxy < plan.proxies(); proxy++) {
      for (int service : plan.calledBy(proxy)) {
        callers.get(service).set(proxy);
      }
    }
    try {
      this.connection =
          new LightProxy.Connection(
              target.ads().host(),
              target.ads().port(),
              GrpcSslContexts.forClient().trustManager(target.ads().caCert().toFile()).build(),
              loops,
              plan.delta(),
              plan.mtls() ? SECRETS : Set.of());
    } catch (SSLException e) {
      throw new IllegalArgumentException("unusable certificate " + target.ads().caCert(), e);
    }
  }

  private static int bit(XdsKind kind) {
    return 1 << kind.ordinal();
  }

  /** Connects all of them at once. */
  void connect() throws InterruptedException {
    connect(plan.proxies());
  }

  /**
   * Connects, at once, as many as lack to this number: each as soon as this driver gets to it.
   * Servers end a handshake that its client is slow to finish.
   */
  void connect(int upTo) throws InterruptedException {
    for (int proxy = proxies.size(); proxy < upTo; proxy++) {
      handshakes.acquire();
      proxies.add(
          LightProxy.connect(
              proxy, connection, plan.node(proxy, token), this::received, handshakes));
    }
  }

  void disconnect() {
    proxies.forEach(LightProxy::close);
    proxies.clear();
    complete.set(0);
    for (int proxy = 0; proxy < plan.proxies(); proxy++) {
      got.set(proxy, 0);
    }
  }

  private void received(int proxy, Received response, long nanoTime) {
    responses.incrementAndGet();
    bytes.addAndGet(response.bytes().length);
    lastReceipt = nanoTime;
    int kind = bit(XdsKind.of(response.typeUrl()));
    int before = got.getAndAccumulate(proxy, kind, (a, b) -> a | b);
    if (before != all && (before | kind) == all) {
      complete.incrementAndGet();
    }
    watches.forEach(watch -> watch.received(proxy, response, nanoTime));
    LightProxy.OnResponse current = recorder;
    if (current != null) {
      current.received(proxy, response, nanoTime);
    }
  }

  /** Takes down from now on what is received. */
  void record(Recording into, String chapter) {
    into.begin(chapter);
    record((proxy, response, _) -> into.add(chapter, proxy, response));
  }

  /** Tells from now on what is received, on one event loop. */
  void record(LightProxy.OnResponse told) {
    recorder = told;
  }

  void stopRecording() {
    recorder = null;
  }

  Watch watch(Kind kind, BitSet concerned, byte[] marker) {
    Watch watch = new Watch(concerned, kind, marker);
    watches.add(watch);
    return watch;
  }

  void forget(Watch watch) {
    watches.remove(watch);
  }

  /** Connected proxies that the n-th change of the kind concerns. */
  BitSet concerned(Kind kind, int n) {
    return switch (kind) {
      case POLICY -> everybody.get(0, proxies.size());
      case ENDPOINT -> callers.get(n % plan.services()).get(0, proxies.size());
      case RARE -> rareCallers.get(0, proxies.size());
      case UNRELATED -> new BitSet();
    };
  }

  long responses() {
    return responses.get();
  }

  long bytes() {
    return bytes.get();
  }

  /**
   * Waits until every proxy has clusters, endpoints, listeners and what secrets it asks for, and
   * nothing more has come for a while.
   *
   * @return {@code System.nanoTime} of the last receipt
   */
  long awaitConverged(Duration quiet, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (complete.get() < proxies.size()) {
      pause(deadline, quiet);
    }
    return awaitQuiet(quiet, patience);
  }

  /** Waits until nothing has come for a while, and returns when the last came. */
  long awaitQuiet(Duration quiet, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() - lastReceipt < quiet.toNanos()) {
      pause(deadline, quiet);
    }
    check();
    return lastReceipt;
  }

  private void pause(long deadline, Duration quiet) throws InterruptedException {
    check();
    if (System.nanoTime() > deadline) {
      throw new IllegalStateException(
          "%d of %d proxies have all they asked for, and it is not quiet for %s; %d responses"
              .formatted(complete.get(), proxies.size(), quiet, responses()));
    }
    TimeUnit.MILLISECONDS.sleep(50);
  }

  private void check() {
    proxies.stream()
        .map(LightProxy::failure)
        .filter(failure -> !failure.isEmpty())
        .findFirst()
        .ifPresent(failure -> {
          throw new IllegalStateException("a stream ended: " + failure);
        });
  }

  @Override
  public void close() {
    disconnect();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}

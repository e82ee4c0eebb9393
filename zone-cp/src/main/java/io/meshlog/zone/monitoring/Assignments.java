package io.meshlog.zone.monitoring;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.image.MeshListener;
import io.meshlog.xds.gateway.GatewayChoice;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.policy.meshmetric.MeshMetricPolicy;
import io.meshlog.xds.policy.meshmetric.Scrape;
import io.meshlog.xds.state.MeshState;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which proxies each Prometheus is to scrape, by the MeshMetrics of their mesh. Follows the image
 * from the first question on: a step notes which Dataplanes or meshes it concerns, and only those
 * are looked at when the next answer is made. Thread-safe; the fold never waits.
 */
public final class Assignments implements MeshListener {
  private static final int MANY = 10_000;

  /**
   * What a client is to scrape.
   *
   * @param version a digest of it, whatever the way there
   */
  record Answer(String version, List<Assignment> assignments) {}

  /** Those of one client, by the key of the Dataplane. */
  private static final class ForClient {
    final SortedMap<ResourceKey, Assignment> byDataplane = new TreeMap<>();
    long digest;
  }

  private final Supplier<MeshState> state;
  private final Executor threads;
  private final int mostWaiting;
  private final Set<ResourceKey> touched = ConcurrentHashMap.newKeySet();
  private final Set<String> touchedMeshes = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile boolean asked;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, ForClient> clients = new HashMap<>();
  private Set<String> named = Set.of();

  /**
   * @param state at least as new as the step that is told of
   * @param threads where steps are looked at for those who wait
   * @param mostWaiting at a time; who comes then is answered at once
   */
  public Assignments(Supplier<MeshState> state, Executor threads, int mostWaiting) {
    this.state = state;
    this.threads = threads;
    this.mostWaiting = mostWaiting;
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    if (asked && note(delta) && waiting.get() > 0 && !due.getAndSet(true)) {
      threads.execute(this::look);
    }
  }

  private boolean note(MeshDelta delta) {
    boolean noted = false;
    for (MeshDelta.Change change : delta.changes()) {
      ResourceKey key = change.key();
      if (key.type().equals(CoreTypes.DATAPLANE.name())) {
        noted |= touched.size() < MANY ? touched.add(key) : touchedMeshes.add(key.mesh());
      } else if (key.type().equals(CoreTypes.MESH.name())) {
        noted |= touchedMeshes.add(key.name());
      } else if (key.type().equals(MeshMetricPolicy.TYPE.name())
          || key.type().equals(MeshGatewaySpec.TYPE.name())) {
        noted |= touchedMeshes.add(key.mesh());
      }
    }
    return noted;
  }

  /**
   * @param client whom a policy may name; all others are told the same
   * @param known version that the client has
   * @param patience how long to wait for another one; none: answers at once
   */
  Answer ask(String client, String known, Duration patience) throws InterruptedException {
    boolean waits =
        waiting.incrementAndGet() <= mostWaiting && !patience.isNegative() && !patience.isZero();
    lock.lockInterruptibly();
    try {
      begin();
      settle();
      long left = patience.toNanos();
      while (waits && left > 0 && version(client).equals(known)) {
        left = changed.awaitNanos(left);
        settle();
      }
      return new Answer(version(client), List.copyOf(of(client).byDataplane.values()));
    } finally {
      lock.unlock();
      waiting.decrementAndGet();
    }
  }

  private void begin() {
    if (!asked) {
      asked = true;
      touchedMeshes.addAll(state.get().meshes().keySet());
    }
  }

  private void look() {
    due.set(false);
    lock.lock();
    try {
      settle();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private ForClient of(String client) {
    return clients.getOrDefault(named.contains(client) ? client : "", new ForClient());
  }

  private String version(String client) {
    return String.format("%016x", of(client).digest);
  }

  /** Brings up to date what steps concerned since the last time. */
  private void settle() {
    if (touched.isEmpty() && touchedMeshes.isEmpty()) {
      return;
    }
    Set<String> meshes = new HashSet<>(touchedMeshes);
    touchedMeshes.removeAll(meshes);
    Set<ResourceKey> dataplanes = new HashSet<>(touched);
    touched.removeAll(dataplanes);
    MeshState now = state.get();
    if (!meshes.isEmpty()) {
      named =
          now.image()
              .all(MeshMetricPolicy.TYPE)
              .flatMap(policy -> Scrape.clients(policy.spec()))
              .collect(Collectors.toUnmodifiableSet());
    }
    for (String mesh : meshes) {
      clients
          .values()
          .forEach(client ->
              client.byDataplane.keySet().stream()
                  .filter(key -> key.mesh().equals(mesh))
                  .forEach(dataplanes::add));
      now.image().all(CoreTypes.DATAPLANE, mesh).map(Resource::key).forEach(dataplanes::add);
    }
    dataplanes.forEach(key -> renew(key, now));
    clients.values().removeIf(client -> client.byDataplane.isEmpty());
  }

  private void renew(ResourceKey key, MeshState now) {
    clients.values().forEach(client -> remove(client, key));
    now.image()
        .find(key)
        .map(found -> found.as(CoreTypes.DATAPLANE))
        .ifPresent(dataplane ->
            scrapes(dataplane, now).forEach(scrape -> add(scrape.client(), dataplane, scrape)));
  }

  private static List<Scrape> scrapes(Resource<DataplaneSpec> dataplane, MeshState now) {
    return now.mesh(dataplane.mesh())
        .map(mesh ->
            mesh.policies() instanceof PolicyTable policies
                ? Scrape.of(policies, dataplane, GatewayChoice.listeners(now.image(), dataplane))
                : List.<Scrape>of())
        .orElse(List.of());
  }

  private void add(String name, Resource<DataplaneSpec> dataplane, Scrape scrape) {
    ForClient client = clients.computeIfAbsent(name, none -> new ForClient());
    Assignment assignment = Assignment.of(dataplane, scrape);
    client.byDataplane.put(dataplane.key(), assignment);
    client.digest += assignment.digest();
  }

  private static void remove(ForClient client, ResourceKey key) {
    Assignment gone = client.byDataplane.remove(key);
    if (gone != null) {
      client.digest -= gone.digest();
    }
  }
}

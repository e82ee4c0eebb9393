package io.meshlog.zone.image;

import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.service.MeshServiceSpec;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.xds.Dep;
import io.meshlog.xds.state.MeshState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@code state} and {@code identities} of this zone's MeshServices what their instances are:
 * other zones check certificates by them. Played by one replica; looks only at services that a step
 * touched and appends only where the derived value differs. A write that meets a newer version is
 * given up: that version's own step brings the next look.
 */
public final class DerivedServices {
  private static final Logger LOG = LoggerFactory.getLogger(DerivedServices.class);

  private final Supplier<MeshState> state;
  private final EventLog log;
  private final Supplier<Optional<RoleTerm>> turn;
  private final Executor threads;
  private final Set<ResourceKey> pending = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param state the newest
   * @param turn this replica's, of the role that derives them
   * @param threads where a look runs
   */
  public DerivedServices(
      Supplier<MeshState> state,
      EventLog log,
      Supplier<Optional<RoleTerm>> turn,
      Executor threads) {
    this.state = state;
    this.log = log;
    this.turn = turn;
    this.threads = threads;
  }

  /** A step touched these. Never blocks. */
  public void stepped(Set<Dep> touched, Origin self) {
    boolean any = false;
    for (Dep dep : touched) {
      if (dep instanceof Dep.NamedEndpoints(ResourceKey key)
          && key.origin().equals(self)
          && key.type().equals(CoreTypes.MESH_SERVICE.name())) {
        any |= pending.add(key);
      }
    }
    if (any) {
      look();
    }
  }

  /** This replica began to play the role: what others left undone is done now. */
  public void gained() {
    MeshState now = state.get();
    now.image()
        .all(CoreTypes.MESH_SERVICE)
        .map(Resource::key)
        .filter(key -> key.origin().equals(now.image().self()))
        .forEach(pending::add);
    look();
  }

  private void look() {
    if (!due.getAndSet(true)) {
      threads.execute(() -> {
        due.set(false);
        Set<ResourceKey> keys = new HashSet<>(pending);
        pending.removeAll(keys);
        MeshState now = state.get();
        turn.get().ifPresent(mine -> keys.forEach(key -> write(now, key, mine)));
      });
    }
  }

  private void write(MeshState now, ResourceKey key, RoleTerm mine) {
    Optional<MeshServiceSpec> derived = now.derived(key);
    Resource<MeshServiceSpec> stored =
        now.image().find(key).map(found -> found.as(CoreTypes.MESH_SERVICE)).orElse(null);
    if (stored == null || derived.isEmpty() || derived.get().equals(stored.spec())) {
      return;
    }
    Command put =
        new Command.Put<>(
            CoreTypes.MESH_SERVICE,
            key,
            stored.labels(),
            derived.get(),
            new Expected.ExactVersion(stored.version()));
    log.append(AppendRequest.inTurn(put, EventMeta.system("mesh-services"), mine))
        .whenComplete((outcome, error) -> {
          if (error != null || !(outcome instanceof AppendOutcome.Appended)) {
            LOG.info("what {} is was not written now: {}", key, error == null ? outcome : error);
          }
        });
  }
}

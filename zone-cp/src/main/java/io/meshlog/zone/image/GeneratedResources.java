package io.meshlog.zone.image;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.decide.Command;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.types.PluginTypes;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendOutcome.Appended;
import io.meshlog.store.append.AppendOutcome.Refused;
import io.meshlog.store.append.AppendOutcome.TurnOver;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.MeshListener;
import io.meshlog.store.lease.RoleTerm;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the MeshServices and Workloads that this zone's Dataplanes ask for and takes away those it
 * made when nobody asks any longer. Played by one replica; looks only at names that a step touched,
 * and appends only what differs. A resource of that name that a user made is left alone. A write
 * that meets a newer version is given up: that version's own step brings the next look.
 */
public final class GeneratedResources implements MeshListener {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratedResources.class);
  private static final EventMeta META = EventMeta.system("generated");
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** What is made. */
  enum Kind {
    SERVICE,
    WORKLOAD
  }

  /** One resource that may be made. */
  record Name(Kind kind, String mesh, String name) {}

  private final Supplier<MeshImage> image;
  private final EventLog log;
  private final Supplier<Optional<RoleTerm>> turn;
  private final Executor threads;
  private final ScheduledExecutorService timer;
  private final Generation generation;
  private final Carriers carriers = new Carriers();
  private final Set<Name> pending = ConcurrentHashMap.newKeySet();
  private final Set<Name> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean due = new AtomicBoolean();

  /**
   * @param image the newest
   * @param turn this replica's, of the role that makes them
   * @param threads where a look runs
   * @param timer for what is due later
   * @param generation decides what is to be done
   */
  public GeneratedResources(
      Supplier<MeshImage> image,
      EventLog log,
      Supplier<Optional<RoleTerm>> turn,
      Executor threads,
      ScheduledExecutorService timer,
      Generation generation) {
    this.image = image;
    this.log = log;
    this.turn = turn;
    this.threads = threads;
    this.timer = timer;
    this.generation = generation;
  }

  @Override
  public void onStep(MeshImage before, MeshImage after, MeshDelta delta) {
    Set<Name> touched = new HashSet<>();
    Set<String> meshes = new HashSet<>();
    for (Change change : delta.changes()) {
      if (change.key().type().equals(CoreTypes.MESH.name())) {
        if (change.before() == null
            || !Generation.mode(change.before()).equals(Generation.mode(change.after()))) {
          meshes.add(change.key().name());
        }
      } else if (change.key().origin().equals(after.self())) {
        touch(change, touched);
      }
    }
    if (!meshes.isEmpty()) {
      everything(after).filter(name -> meshes.contains(name.mesh())).forEach(touched::add);
    }
    if (pending.addAll(touched)) {
      look();
    }
  }

  private void touch(Change change, Set<Name> touched) {
    ResourceKey key = change.key();
    switch (key.type()) {
      case "Dataplane" ->
          touched.addAll(
              carriers.changed(
                  key,
                  spec(change.before()),
                  labels(change.before()),
                  spec(change.after()),
                  labels(change.after())));
      case "MeshService" -> touched.add(new Name(Kind.SERVICE, key.mesh(), key.name()));
      case "Workload" -> touched.add(new Name(Kind.WORKLOAD, key.mesh(), key.name()));
      default -> {}
    }
  }

  private static @Nullable DataplaneSpec spec(@Nullable Resource<?> resource) {
    return resource == null ? null : resource.as(CoreTypes.DATAPLANE).spec();
  }

  private static Labels labels(@Nullable Resource<?> resource) {
    return resource == null ? Labels.EMPTY : resource.labels();
  }

  /** What Dataplanes ask for, and what is there. */
  private Stream<Name> everything(MeshImage now) {
    return Stream.of(
            carriers.all().stream(),
            now.all(CoreTypes.MESH_SERVICE)
                .filter(service -> service.origin().equals(now.self()))
                .map(service -> new Name(Kind.SERVICE, service.mesh(), service.name())),
            now.all(PluginTypes.WORKLOAD)
                .filter(workload -> workload.origin().equals(now.self()))
                .map(workload -> new Name(Kind.WORKLOAD, workload.mesh(), workload.name())))
        .flatMap(names -> names);
  }

  /** This replica began to play the role: what others left undone is done now. */
  public void gained() {
    everything(image.get()).forEach(pending::add);
    look();
  }

  private void look() {
    if (!due.getAndSet(true)) {
      threads.execute(() -> {
        due.set(false);
        Set<Name> names = new HashSet<>(pending);
        pending.removeAll(names);
        MeshImage now = image.get();
        turn.get().ifPresent(mine -> names.forEach(name -> act(now, name, mine)));
      });
    }
  }

  private void act(MeshImage now, Name name, RoleTerm mine) {
    switch (generation.of(name, now, carriers.of(name, now))) {
      case Generation.Nothing _ -> {}
      case Generation.Later(Duration in) -> later(name, in);
      case Generation.Act(Command command) -> append(name, command, mine);
    }
  }

  private void append(Name name, Command command, RoleTerm mine) {
    log.append(AppendRequest.inTurn(command, META, mine))
        .whenComplete((outcome, error) -> {
          if (error != null || !settled(outcome)) {
            LOG.info("{} was not generated now: {}", name, error == null ? outcome : error);
            later(name, AGAIN);
          }
        });
  }

  /** Whether nothing is left to do: a refusal means that another step is on its way. */
  private static boolean settled(AppendOutcome outcome) {
    return outcome instanceof Appended || outcome instanceof Refused || outcome instanceof TurnOver;
  }

  /** Looks again then, once for all that wait for the same name. */
  private void later(Name name, Duration in) {
    if (waiting.add(name)) {
      try {
        timer.schedule(
            () -> {
              waiting.remove(name);
              pending.add(name);
              look();
            },
            Math.max(1, in.toMillis()),
            TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException stopping) {
        LOG.debug("{} is left to whoever plays the role next", name);
      }
    }
  }
}

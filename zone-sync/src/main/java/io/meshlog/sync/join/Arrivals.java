package io.meshlog.sync.join;

import io.meshlog.events.envelope.Fact;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.decide.Command;
import io.meshlog.model.decide.Expected;
import io.meshlog.model.event.EventMeta;
import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.model.zone.SigningKey;
import io.meshlog.model.zone.ZoneSpec;
import io.meshlog.store.append.AppendOutcome;
import io.meshlog.store.append.AppendRequest;
import io.meshlog.store.append.EventLog;
import io.meshlog.store.image.LiveImage;
import io.meshlog.store.lease.RoleTerm;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.insight.FactSink;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.Signal;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.Worker;
import io.meshlog.sync.status.ZoneLiveness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Global's door: hears zones ring, reads what they say of themselves, and appends a Zone for each
 * new one. The first log that speaks for a name keeps it; another is told by the registry that it
 * came second. A Zone that a user deletes is followed again only when it rings again.
 *
 * <p>Owns one thread, and one per zone.
 */
final class Arrivals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Arrivals.class);
  private static final Duration POLL = Duration.ofMinutes(5);
  private static final Duration APPEND_PATIENCE = Duration.ofSeconds(20);

  private final Parts parts;
  private final Map<String, ZoneFollower> followers = new ConcurrentHashMap<>();
  private final Signal wake = new Signal();
  private final Worker worker;
  private final AutoCloseable imageSubscription;
  private final AutoCloseable turnSubscription;
  private volatile @Nullable Consumer<String, byte[]> polling;
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  /** What the door works with. */
  record Parts(
      EventLog log,
      LiveImage live,
      Turn turn,
      KafkaClients clients,
      TopicMaker topics,
      FactSink facts,
      Function<RoleTerm, ZoneLiveness> liveness,
      Troubles troubles) {}

  Arrivals(Parts parts) {
    this.parts = parts;
    this.worker =
        new Worker(
            "sync arrivals",
            parts.clients().settings(),
            this::session,
            failure ->
                parts
                    .troubles()
                    .report(
                        "arrivals", failure == null ? null : String.valueOf(failure.getMessage())),
            this::wake);
    this.imageSubscription = parts.live().subscribe((before, after, delta) -> noteDeleted(delta));
    this.turnSubscription = parts.turn().onChange(this::wake);
  }

  void start() {
    worker.start();
  }

  private void noteDeleted(MeshDelta delta) {
    boolean any = false;
    for (MeshDelta.Change change : delta.changes()) {
      if (change.key().type().equals(CoreTypes.ZONE.name()) && change.after() == null) {
        deleted.add(change.key().name());
        any = true;
      }
    }
    if (any) {
      wake();
    }
  }

  private void wake() {
    wake.raise();
    Consumer<String, byte[]> consumer = polling;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private void session(Runnable works) throws Exception {
    Optional<RoleTerm> turn = parts.turn().turn();
    while (turn.isEmpty()) {
      if (worker.isClosed()) {
        return;
      }
      wake.await();
      turn = parts.turn().turn();
    }
    parts.topics().ensure(List.of(Topics.ZONES));
    try (ZoneLiveness liveness = parts.liveness().apply(turn.get())) {
      open(turn.get(), liveness, works);
    }
  }

  private void open(RoleTerm turn, ZoneLiveness liveness, Runnable works) throws Exception {
    TopicPartition bell = Records.partition(Topics.ZONES);
    Consumer<String, byte[]> consumer = parts.clients().consumer("zones");
    try {
      consumer.assign(List.of(bell));
      consumer.seekToBeginning(List.of(bell));
      polling = consumer;
      works.run();
      while (parts.turn().is(turn.term()) && !worker.isClosed()) {
        forgetDeleted(liveness);
        try {
          for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            rang(record, turn, liveness);
          }
        } catch (WakeupException e) {
          continue;
        }
        works.run();
      }
    } finally {
      polling = null;
      KafkaClients.close(consumer);
      followers.values().forEach(ZoneFollower::close);
      followers.clear();
    }
  }

  private void rang(ConsumerRecord<String, byte[]> record, RoleTerm turn, ZoneLiveness liveness) {
    String zone = record.key();
    if (zone == null || !Registry.isZoneName(zone)) {
      LOG.warn("somebody rang under the name '{}', which no zone can have", zone);
      return;
    }
    if (record.value() != null) {
      followers.computeIfAbsent(zone, name -> follow(name, turn, liveness));
    }
  }

  private ZoneFollower follow(String zone, RoleTerm turn, ZoneLiveness liveness) {
    LOG.info("zone {} rang", zone);
    ZoneFollower follower =
        new ZoneFollower(
            zone,
            new ZoneFollower.Parts(
                parts.clients(),
                parts.topics(),
                parts.turn(),
                parts.troubles(),
                (status, now) -> heard(status, now, turn, liveness),
                fact -> observed(fact, turn)));
    follower.start();
    return follower;
  }

  /** What zones observe. What Global says of a zone, no zone says. */
  private void observed(Fact fact, RoleTerm turn) {
    if (!ZoneLiveness.OF_GLOBAL.contains(fact.type())) {
      parts.facts().accept(fact, turn);
    }
  }

  /** Called by the zone's follower; blocks until the registry knows the zone. */
  private void heard(ZoneStatus status, boolean now, RoleTerm turn, ZoneLiveness liveness) {
    Resource<ZoneSpec> zone = Registry.zone(parts.live().current(), status.zone()).orElse(null);
    UUID known = zone == null ? null : zone.spec().logId();
    if (known == null || zone != null && Registry.accepts(zone, status.logId())) {
      register(status, zone, turn);
      parts.troubles().report("NameConflict " + status.zone(), null);
    } else if (!known.equals(status.logId())) {
      // What a log said before it lost the name stays on the topic.
      if (now) {
        String sentence = "the log " + status.logId() + " claims a name that " + known + " has";
        parts
            .troubles()
            .report("NameConflict " + status.zone(), status.stopping() ? null : sentence);
      }
      return;
    } else {
      learnKeys(status, zone, turn);
    }
    liveness.heard(status, now);
  }

  /** Later keys of a zone are believed when one of those it has endorses them. */
  private void learnKeys(ZoneStatus status, Resource<ZoneSpec> zone, RoleTerm turn) {
    TrustedKeys known = TrustedKeys.of(status.logId(), zone.spec().signingKeys());
    TrustedKeys now = known.admit(status.signingKeys());
    List<SigningKey> strangers = now.strangers(status.signingKeys());
    parts
        .troubles()
        .report(
            "signatures zone " + status.zone(),
            strangers.isEmpty()
                ? null
                : "no known key of "
                    + status.logId()
                    + " endorses its key "
                    + strangers.getFirst().id());
    if (now != known) {
      put(status, zone, now, turn);
      LOG.info("zone {} signs with key {}", status.zone(), now.list().getLast().id());
    }
  }

  private void register(ZoneStatus status, @Nullable Resource<ZoneSpec> zone, RoleTerm turn) {
    put(status, zone, TrustedKeys.none(status.logId()).admit(status.signingKeys()), turn);
    LOG.info("zone {} joined with log {}", status.zone(), status.logId());
  }

  private void put(
      ZoneStatus status, @Nullable Resource<ZoneSpec> zone, TrustedKeys keys, RoleTerm turn) {
    ZoneSpec spec =
        new ZoneSpec(zone == null ? null : zone.spec().enabled(), status.logId(), keys.list());
    Command put =
        new Command.Put<>(
            CoreTypes.ZONE,
            Registry.key(status.zone()),
            zone == null ? Labels.EMPTY : zone.labels(),
            spec,
            zone == null ? Expected.ABSENT : new Expected.ExactVersion(zone.version()));
    AppendOutcome outcome;
    try {
      outcome =
          parts
              .log()
              .append(AppendRequest.inTurn(put, EventMeta.system("zones"), turn))
              .get(APPEND_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while registering " + status.zone(), e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("zone " + status.zone() + " not registered", e);
    }
    if (!(outcome instanceof AppendOutcome.Appended)) {
      // Somebody else wrote the Zone, or the database is away: the follower begins again.
      throw new IllegalStateException("zone " + status.zone() + " not registered: " + outcome);
    }
  }

  /** The bell's record goes too, or the zone would come back with the next start of Global. */
  private void forgetDeleted(ZoneLiveness liveness) {
    for (String zone : deleted) {
      deleted.remove(zone);
      Optional<Resource<ZoneSpec>> again = Registry.zone(parts.live().current(), zone);
      if (again.isPresent()) {
        continue;
      }
      ZoneFollower follower = followers.remove(zone);
      if (follower != null) {
        follower.close();
      }
      liveness.forget(zone);
      Producer<String, byte[]> producer = parts.clients().producer("zones");
      try {
        producer.send(new ProducerRecord<>(Topics.ZONES.name(), 0, zone, null));
      } finally {
        KafkaClients.close(producer);
      }
    }
  }

  @Override
  public void close() throws Exception {
    imageSubscription.close();
    turnSubscription.close();
    worker.close();
    followers.values().forEach(ZoneFollower::close);
  }
}

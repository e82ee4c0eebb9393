package io.meshlog.sync.join;

import io.meshlog.events.envelope.EnvelopeWriter;
import io.meshlog.events.envelope.ZoneStatus;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ChannelKind;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.EventStore;
import io.meshlog.store.lease.Leases;
import io.meshlog.store.lease.Presence;
import io.meshlog.store.lease.RoleLease;
import io.meshlog.store.log.FailPoint;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.Turn;
import io.meshlog.sync.importer.ChannelChanges;
import io.meshlog.sync.importer.ChannelImporter;
import io.meshlog.sync.importer.DeadLetters;
import io.meshlog.sync.importer.OpenQuarantine;
import io.meshlog.sync.insight.FactPublisher;
import io.meshlog.sync.insight.FactSink;
import io.meshlog.sync.insight.FactSource;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.KafkaSettings;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.publish.ChannelPublisher;
import io.meshlog.sync.publish.Reconciliation;
import io.meshlog.sync.publish.SealedKeys;
import io.meshlog.sync.request.RequestHandler;
import io.meshlog.sync.request.RequestServer;
import io.meshlog.sync.request.ZoneRequests;
import io.meshlog.sync.status.ChannelEnds;
import io.meshlog.sync.status.SharedTroubles;
import io.meshlog.sync.status.SyncReports;
import io.meshlog.sync.status.ZoneLiveness;
import io.meshlog.sync.status.ZoneReporter;
import io.meshlog.sync.status.ZonesHeard;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control plane's part in the federation: publishes its channels, follows those of others, and
 * reports. Starts at once whether Kafka is there or not; everything is tried again until it works.
 * Closing ends all threads within seconds and needs neither Kafka nor the database.
 */
public final class Member implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  /** A zone has this many times the patience of one request to Kafka to answer. */
  private static final int REQUEST_PATIENCE = 2;

  private final Origin self;
  private final UUID logId;
  private final Parts parts;
  private final Troubles troubles = new Troubles();
  private final List<ChannelPublisher> publishers = new ArrayList<>();
  private final List<AutoCloseable> closing = new ArrayList<>();
  private final List<Runnable> starting = new ArrayList<>();
  private final Importers importers;
  private final OwnStatus status;
  private final SyncReports reports;
  private final ZoneRequests requests;

  /**
   * What a member is made of.
   *
   * @param presence of this replica
   * @param version of this control plane, for its status
   * @param observed the proxies' facts that a zone publishes
   * @param facts where Global keeps those of the zones
   * @param quarantine what could not be taken in
   * @param requests answers what Global asks a zone
   */
  public record Parts(
      EventStore store,
      ResourceTypes types,
      SecretVault vault,
      SigningKeys signing,
      Leases leases,
      Presence presence,
      KafkaSettings kafka,
      Clock clock,
      String version,
      FactSource observed,
      FactSink facts,
      OpenQuarantine quarantine,
      RequestHandler requests,
      FailPoint failPoint) {}

  public Member(Parts parts) {
    this.parts = parts;
    this.self = parts.store().identity().owner();
    this.logId = parts.store().identity().logId();
    String name = self.isGlobal() ? "global" : self.zone();
    KafkaClients clients = new KafkaClients(parts.kafka(), "meshlog-" + name);
    TopicMaker topics = new TopicMaker(clients);
    EnvelopeWriter writer = new EnvelopeWriter(self);
    Turn publishing = new Turn(parts.leases().of(RoleLease.PUBLISH));
    Turn importing = new Turn(parts.leases().of(RoleLease.IMPORT));
    DeadLetters deadLetters = new DeadLetters(clients, topics, name);
    ZoneReporter reporter =
        self.isGlobal()
            ? null
            : new ZoneReporter(this::status, ownTopics(), publishing, clients, topics, writer);
    Runnable progressed = reporter == null ? () -> {} : reporter::changed;

    ChannelPublisher.Parts publishParts =
        new ChannelPublisher.Parts(
            parts.store().exports(),
            parts.store().reader(),
            parts.store().live(),
            parts.types(),
            publishing,
            clients,
            topics,
            new SealedKeys(parts.vault(), parts.types(), logId, self),
            parts.signing(),
            new Reconciliation(
                self,
                logId,
                ownChannels(),
                parts.store().exports(),
                parts.types(),
                parts.vault(),
                parts.signing(),
                clients,
                topics,
                troubles),
            writer,
            parts.clock(),
            parts.failPoint(),
            troubles);
    for (Channel channel : ownChannels()) {
      publishers.add(
          new ChannelPublisher(
              channel, logId, publishParts, image -> Registry.admits(image, self, logId)));
    }
    ChannelChanges changes = new ChannelChanges(parts.store().live());
    closing.add(changes);
    importers =
        new Importers(
            self,
            new ChannelImporter.Parts(
                parts.store().imports(),
                parts.store().reader(),
                parts.store().live(),
                changes,
                importing,
                clients,
                topics,
                parts.vault(),
                parts.signing(),
                parts.types(),
                deadLetters,
                parts.quarantine(),
                troubles,
                parts.store().sync(),
                progressed));
    SharedTroubles shared =
        new SharedTroubles(
            parts.store().sync(),
            troubles,
            List.of(publishing, importing),
            parts.presence(),
            parts.clock());
    status =
        new OwnStatus(
            new OwnStatus.Parts(
                self,
                logId,
                parts.store().live()::current,
                parts.store().sync(),
                parts.presence(),
                shared,
                troubles,
                parts.signing(),
                importers::progress,
                parts.clock(),
                parts.version()));
    requests =
        new ZoneRequests(
            logId,
            clients,
            topics,
            parts.vault(),
            parts.signing(),
            parts.kafka().requestTimeout().multipliedBy(REQUEST_PATIENCE));
    ChannelEnds ends = new ChannelEnds(clients);
    reports =
        new SyncReports(
            self,
            parts.store().live()::current,
            () -> status(false),
            new ZonesHeard(parts.facts()),
            ends,
            parts.clock());
    closing.add(ends);
    closing.add(shared);
    starting.add(shared::start);
    closing.add(deadLetters);
    closing.add(importers);
    closing.addAll(publishers);
    if (reporter != null) {
      troubles.onChange(reporter::changed);
      closing.add(watchName(reporter));
      FactPublisher facts =
          new FactPublisher(parts.observed(), clients, topics, writer, parts.clock(), troubles);
      closing.add(facts);
      closing.add(reporter);
      RequestServer server =
          new RequestServer(
              new RequestServer.Parts(
                  self.zone(),
                  clients,
                  topics,
                  publishing,
                  parts.vault(),
                  parts.signing(),
                  parts.store().sync(),
                  parts.requests(),
                  troubles));
      closing.add(server);
      starting.add(server::start);
      starting.add(facts::start);
      starting.add(reporter::start);
    } else {
      Arrivals arrivals =
          new Arrivals(
              new Arrivals.Parts(
                  parts.store().log(),
                  parts.store().live(),
                  importing,
                  clients,
                  topics,
                  parts.facts(),
                  turn ->
                      new ZoneLiveness(
                          parts.facts(),
                          turn,
                          parts.clock(),
                          parts.kafka().offlineAfter(),
                          parts.leases().holder()),
                  troubles));
      closing.add(arrivals);
      starting.add(arrivals::start);
    }
  }

  private List<Channel> ownChannels() {
    Stream<ChannelKind> kinds =
        self.isGlobal()
            ? Stream.of(ChannelKind.POLICY)
            : Stream.of(ChannelKind.OFFER, ChannelKind.INVENTORY);
    return kinds.map(kind -> new Channel(self, kind)).toList();
  }

  private List<Topic> ownTopics() {
    List<Topic> topics = new ArrayList<>();
    for (Channel channel : ownChannels()) {
      topics.add(Topics.log(channel));
      topics.add(Topics.state(channel));
    }
    topics.add(Topics.keys(self));
    return topics;
  }

  private AutoCloseable watchName(ZoneReporter reporter) {
    return parts
        .store()
        .live()
        .subscribe((before, after, delta) -> {
          if (Registry.changedBy(delta)) {
            reporter.changed();
          }
        });
  }

  public void start() {
    publishers.forEach(ChannelPublisher::start);
    importers.start();
    starting.forEach(Runnable::run);
  }

  /** What is wrong at this moment; empty when all is well. */
  public Troubles troubles() {
    return troubles;
  }

  /** What this member says of itself: Global to its clients, a zone also on its topic. */
  public ZoneStatus status(boolean stopping) {
    return status.now(stopping);
  }

  /** Asks zones; for Global, whom alone they answer. */
  public ZoneRequests requests() {
    return requests;
  }

  /** How the sync is, for people. */
  public SyncReports reports() {
    return reports;
  }

  /** Everything at once: a client whose broker is away needs its whole patience to close. */
  @Override
  public void close() {
    List<Thread> closers = new ArrayList<>();
    Collections.reverse(closing);
    for (AutoCloseable part : closing) {
      closers.add(Thread.ofVirtual().start(() -> close(part)));
    }
    for (Thread closer : closers) {
      try {
        closer.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.debug("closing {}", part, e);
    }
  }
}

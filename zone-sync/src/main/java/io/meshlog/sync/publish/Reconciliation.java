package io.meshlog.sync.publish;

import io.meshlog.events.envelope.AnnouncedKeys;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.signature.TrustedKeys;
import io.meshlog.events.signature.Verdict;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.event.Position;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.export.Recovery;
import io.meshlog.store.export.Recovery.Lost;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.store.secret.SecretVault;
import io.meshlog.store.signing.SigningKeys;
import io.meshlog.sync.Troubles;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.publish.Standing.Own;
import io.meshlog.sync.publish.Standing.Place;
import io.meshlog.sync.publish.Standing.Tails;
import io.meshlog.sync.resync.Believed;
import io.meshlog.sync.resync.KeyFeed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings our log and our own topics together when they say different things: our database was
 * restored from an older copy or lost, or Kafka lost what we told it. The way is always the same: a
 * higher epoch in all our channels, above whatever anyone has seen, with what had been lost
 * (event-log-design.md section 3). Shared by the publishers of a control plane; thread-safe.
 */
public final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final Origin self;
  private final UUID logId;
  private final List<Channel> channels;
  private final ExportLog exports;
  private final ResourceTypes types;
  private final SecretVault vault;
  private final SigningKeys signing;
  private final KafkaClients clients;
  private final TopicMaker topics;
  private final Troubles troubles;
  private final TopicReader reader;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * @param channels that our log owns
   */
  public Reconciliation(
      Origin self,
      UUID logId,
      List<Channel> channels,
      ExportLog exports,
      ResourceTypes types,
      SecretVault vault,
      SigningKeys signing,
      KafkaClients clients,
      TopicMaker topics,
      Troubles troubles) {
    this.self = self;
    this.logId = logId;
    this.channels = List.copyOf(channels);
    this.exports = exports;
    this.types = types;
    this.vault = vault;
    this.signing = signing;
    this.clients = clients;
    this.topics = topics;
    this.troubles = troubles;
    this.reader = new TopicReader(clients);
  }

  /** How a channel stands; its topics exist, and nobody else can publish there any more. */
  Standing standing(Channel channel) throws Exception {
    Position follows = follows();
    if (follows != null) {
      return new Standing.NewEpoch("this log is to take the place of " + follows);
    }
    return Standing.judge(own(channel), tails(channel));
  }

  /** Whose place people said our log takes, until our epoch is above that one's. */
  private @Nullable Position follows() throws SQLException {
    Position said = clients.settings().follows().orElse(null);
    return said != null && exports.epoch() <= said.epoch() ? said : null;
  }

  /** Whether people said that our log takes the place of this one. */
  boolean isToFollow(UUID predecessor) {
    return clients.settings().follows().filter(p -> p.logId().equals(predecessor)).isPresent();
  }

  /** The id under which a log's publisher is known to the broker. */
  static String transactionalId(UUID logId, Channel channel) {
    return "meshlog." + logId + '.' + channel.name();
  }

  /**
   * Begins a higher epoch with what our topics know and our log does not. Does nothing if that has
   * happened since, or the term is over.
   *
   * @param channel that stands badly
   */
  void beginEpoch(Channel channel, long term) throws Exception {
    oneAtATime.lockInterruptibly();
    try {
      ensureTopics();
      fence(logId);
      if (standing(channel) instanceof Standing.NewEpoch(String why)) {
        LOG.warn("{}: {}; a new epoch begins", channel, why);
        begin(term, why);
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  /**
   * Takes the place of the log that published here before: its content becomes ours, in a higher
   * epoch. For the caller to know that we may. Its publisher, should it still run, is fenced.
   */
  void succeed(Channel channel, UUID predecessor, long term) throws Exception {
    oneAtATime.lockInterruptibly();
    try {
      ensureTopics();
      fence(logId);
      fence(predecessor);
      TopicTail tail = tails(channel).newest();
      ChannelHead head = exports.heads().get(channel);
      boolean done = tail == null || head != null && head.epoch() > tail.epoch();
      if (!done) {
        LOG.warn("{}: takes the place of the log {}", channel, predecessor);
        begin(term, "this log took the place of " + predecessor);
      }
    } finally {
      oneAtATime.unlock();
    }
  }

  private void begin(long term, String why) throws Exception {
    Position follows = follows();
    int epoch = follows == null ? 0 : follows.epoch();
    long pos = follows == null ? 0 : follows.pos();
    // No number is above the position of its event.
    long seq = pos;
    Map<Channel, Long> seqs = new HashMap<>();
    List<Lost> lost = new ArrayList<>();
    Map<UUID, TrustedKeys> signers = new HashMap<>();
    for (Channel channel : channels) {
      TopicTail tail = tails(channel).newest();
      seqs.put(channel, tail == null ? seq : Math.max(seq, tail.seq()));
      if (tail != null) {
        epoch = Math.max(epoch, tail.epoch());
        pos = Math.max(pos, tail.pos());
        if (!signers.containsKey(tail.logId())) {
          signers.put(tail.logId(), takeBackKeys(tail.logId()));
        }
        LostContent content =
            new LostContent(
                channel, exports, types, reader, Believed.by(signers.get(tail.logId())));
        lost.addAll(
            tail.logId().equals(logId)
                ? content.ofOurOwn(logId)
                : content.ofPredecessor(tail.logId()));
      }
    }
    Optional<Recovery.Outcome> outcome = exports.begin(new Recovery(epoch, pos, seqs, lost), term);
    outcome.ifPresent(done -> tell(done, why));
  }

  /**
   * Data keys only: a destruction goes with the deletion that is taken back.
   *
   * @return the signing keys of the log that published here
   */
  private TrustedKeys takeBackKeys(UUID owner) throws Exception {
    try (KeyFeed keys = KeyFeed.withoutDestructions(clients, self, owner, vault)) {
      TrustedKeys trusted = TrustedKeys.none(owner);
      if (owner.equals(logId)) {
        trusted = trusted.admit(signing.own());
      }
      Optional<AnnouncedKeys> announced = keys.announced(owner);
      if (announced.isPresent()) {
        if (trusted.isEmpty() && !signing.isFromMember(announced.get())) {
          throw new IllegalStateException(
              "the signing keys that " + owner + " announced are not proven by our key ring");
        }
        trusted = trusted.admit(announced.get().keys());
      }
      keys.catchUp(trusted);
      return trusted;
    }
  }

  private void tell(Recovery.Outcome done, String why) {
    String lost =
        done.lostTo() < done.lostFrom()
            ? ""
            : "; positions "
                + done.lostFrom()
                + " to "
                + done.lostTo()
                + " had been lost, and what of them was never exported is gone";
    String sentence =
        "epoch %d began because %s: %d resources taken back, %d kept as changed since%s"
            .formatted(done.epoch(), why, done.appended(), done.kept(), lost);
    LOG.warn(sentence);
    troubles.note("epoch", sentence);
  }

  private void ensureTopics() throws InterruptedException {
    List<Topic> needed = new ArrayList<>();
    for (Channel channel : channels) {
      needed.add(Topics.log(channel));
      needed.add(Topics.state(channel));
    }
    needed.add(Topics.keys(self));
    topics.ensure(needed);
  }

  /** Whether nothing is said on a channel for so long that its owner must be away. Blocks. */
  boolean isSilent(Channel channel) throws InterruptedException {
    long log = reader.end(Topics.log(channel));
    long state = reader.end(Topics.state(channel));
    Thread.sleep(clients.settings().offlineAfter());
    return reader.end(Topics.log(channel)) == log && reader.end(Topics.state(channel)) == state;
  }

  /** What such a publisher has begun is aborted, and it can commit nothing any more. */
  void fence(UUID publisher) {
    for (Channel channel : channels) {
      var producer = clients.transactionalProducer("fence", transactionalId(publisher, channel));
      try {
        producer.initTransactions();
      } finally {
        KafkaClients.close(producer);
      }
    }
  }

  private Tails tails(Channel channel) throws InterruptedException, SQLException {
    TrustedKeys own = TrustedKeys.of(logId, signing.own());
    return new Tails(tail(Topics.log(channel), own), tail(Topics.state(channel), own));
  }

  /** What somebody wrote in our name without our key is not how far we came. */
  private @Nullable TopicTail tail(Topic topic, TrustedKeys own) throws InterruptedException {
    return reader
        .newest(
            topic,
            record -> {
              TopicRecord plain = Records.from(record);
              return TopicTail.of(plain)
                  .filter(tail -> !tail.logId().equals(logId) || !isForged(plain, own));
            })
        .orElse(null);
  }

  /** A key that we do not know may be one that our database lost. */
  private static boolean isForged(TopicRecord record, TrustedKeys own) {
    try {
      return own.check(EnvelopeReader.statement(record), EnvelopeReader.signature(record))
          instanceof Verdict.Forged;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private Own own(Channel channel) throws Exception {
    Place place =
        new Place() {
          @Override
          public byte @Nullable [] hash(long seq) throws Exception {
            var events = exports.read(channel, seq - 1, 1);
            return events.isEmpty() || events.getFirst().seq() != seq
                ? null
                : events.getFirst().hash();
          }

          @Override
          public long firstSeq(int aboveEpoch) throws Exception {
            return exports.firstSeq(channel, aboveEpoch).orElse(0);
          }

          @Override
          public long newestStart() throws Exception {
            return exports.newestStart(channel).orElse(0);
          }
        };
    return new Own(
        logId, exports.heads().get(channel), exports.cursor(channel).orElse(null), place);
  }
}

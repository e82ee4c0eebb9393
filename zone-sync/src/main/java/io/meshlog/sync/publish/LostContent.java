package io.meshlog.sync.publish;

import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.codec.EventCodec.UnreadableEvent;
import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received.OfEvent;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.event.MeshEvent.Deleted;
import io.meshlog.model.event.MeshEvent.OfResource;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.model.resource.ResourceTypes;
import io.meshlog.store.export.ExportLog;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.export.Recovery.Lost;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicReader;
import io.meshlog.sync.resync.Believed;
import io.meshlog.sync.resync.Staging;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a channel's topics know and our log does not: of every resource the newest version that is
 * not in our log. One thread, one use.
 */
final class LostContent {
  private static final Logger LOG = LoggerFactory.getLogger(LostContent.class);
  private static final int PAGE = 1_000;

  private final Channel channel;
  private final ExportLog exports;
  private final EventCodec codec;
  private final TopicReader reader;
  private final Believed believed;
  private long common;

  /**
   * @param believed whose words are taken back
   */
  LostContent(
      Channel channel,
      ExportLog exports,
      ResourceTypes types,
      TopicReader reader,
      Believed believed) {
    this.believed = believed;
    this.channel = channel;
    this.exports = exports;
    this.codec = new EventCodec(types);
    this.reader = reader;
  }

  /** Of another log, whose place we take: all of it. */
  List<Lost> ofPredecessor(UUID predecessor) throws InterruptedException {
    Staging staging = staging(predecessor);
    return inOrder(staging.newestOfEach());
  }

  /** Of our own log, which lost its end or went another way. */
  List<Lost> ofOurOwn(UUID logId) throws InterruptedException, SQLException {
    common = exports.cursor(channel).map(PublishCursor::seq).orElse(0L);
    List<ExportedEvent> page = new ArrayList<>();
    List<SQLException> failed = new ArrayList<>();
    reader.readAll(
        Topics.log(channel),
        record -> {
          if (EnvelopeReader.read(Records.from(record)) instanceof OfEvent(ExportedEvent event, _)
              && event.logId().equals(logId)
              && believed.plainly(event.statement(), event.signature())) {
            page.add(event);
          }
          if (page.size() == PAGE) {
            try {
              unknown(page);
            } catch (SQLException e) {
              failed.add(e);
            }
            page.clear();
          }
        });
    if (!failed.isEmpty()) {
      throw failed.getFirst();
    }
    unknown(page);
    Staging staging = staging(logId);
    List<ExportedEvent> newest = staging.newestOfEach();
    List<ExportedEvent> lacking = new ArrayList<>();
    for (int from = 0; from < newest.size(); from += PAGE) {
      lacking.addAll(unknown(newest.subList(from, Math.min(from + PAGE, newest.size()))));
    }
    List<Lost> lost = new ArrayList<>(inOrder(lacking));
    if (staging.isProven()) {
      addForgottenDeletions(staging, lost);
    }
    return lost;
  }

  private Staging staging(UUID logId) throws InterruptedException {
    Staging staging =
        new Staging(logId, channel, new StateDigest(), believed, Staging.Unusable.IGNORED);
    reader.readAll(Topics.state(channel), record -> staging.offer(Records.from(record)));
    staging.settle();
    return staging;
  }

  /** Those that our log lacks; what it has moves the point up to which both agree. */
  private List<ExportedEvent> unknown(List<ExportedEvent> events) throws SQLException {
    if (events.isEmpty()) {
      return List.of();
    }
    Set<UUID> known = exports.known(events);
    long pruned = exports.firstSeq(channel, 0).orElse(Long.MAX_VALUE);
    long headSeq = exports.heads().containsKey(channel) ? exports.heads().get(channel).seq() : 0;
    List<ExportedEvent> unknown = new ArrayList<>();
    for (ExportedEvent event : events) {
      boolean ours = known.contains(event.eventId());
      if (ours) {
        common = Math.max(common, event.seq());
      } else if (event.seq() >= pruned || event.seq() > headSeq) {
        // What retention took from our log, it had.
        unknown.add(event);
      }
    }
    return unknown;
  }

  private List<Lost> inOrder(List<ExportedEvent> events) {
    return events.stream()
        .sorted(Comparator.comparing(ExportedEvent::epoch).thenComparing(ExportedEvent::seq))
        .flatMap(event -> read(event).stream())
        .map(event -> new Lost(event, common))
        .toList();
  }

  private Optional<OfResource> read(ExportedEvent event) {
    try {
      return codec.decode(event.ceType(), event.schemaVersion(), event.key(), event.payload())
              instanceof OfResource read
          ? Optional.of(read)
          : Optional.empty();
    } catch (UnreadableEvent e) {
      LOG.error("{} of {} cannot be taken back: {}", event.key(), channel, e.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Deleted so long ago that the topic forgot the deletion: there when we last said so, gone now.
   */
  private void addForgottenDeletions(Staging staging, List<Lost> lost) throws SQLException {
    Set<ResourceKey> told = new HashSet<>(staging.told());
    long after = 0;
    List<ExportedEvent> page = exports.newest(channel, after, PAGE);
    while (!page.isEmpty()) {
      for (ExportedEvent event : page) {
        ResourceKey key = event.key();
        if (key != null && !event.isDeletion() && event.seq() <= common && !told.contains(key)) {
          lost.add(new Lost(new Deleted(key), common));
        }
      }
      after = page.getLast().seq();
      page = exports.newest(channel, after, PAGE);
    }
  }
}

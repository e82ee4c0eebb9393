package io.meshlog.events.subscriber;

import io.meshlog.events.envelope.EnvelopeReader;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.envelope.Received;
import io.meshlog.events.state.StateDigest;
import io.meshlog.events.topic.Topic;
import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/** Reads a channel's {@code state} topic, in two passes: see {@link StateTopic}. One thread. */
final class StateReading {
  private final Channel channel;
  private final KafkaAccess kafka;
  private final Credence credence;
  private final ChannelHandler handler;
  private final Topic topic;

  StateReading(Channel channel, KafkaAccess kafka, Credence credence, ChannelHandler handler) {
    this.channel = channel;
    this.kafka = kafka;
    this.credence = credence;
    this.handler = handler;
    this.topic = Topics.state(channel);
  }

  /** A record that is the newest of its resource. */
  private interface Visitor {
    void visit(ResourceKey key, ExportedEvent event) throws Exception;
  }

  /** What the state holds, to compare checkpoints with after a start from a stored position. */
  void prepare(Held held, ChannelPosition from) throws Exception {
    long end = kafka.end(topic);
    StateTopic state = survey(end);
    StateDigest digest = new StateDigest();
    visit(
        state,
        end,
        (key, event) -> {
          if (state.isLive(key)) {
            digest.put(key, event.payload());
          }
        });
    StateTopic.Place place = state.end();
    if (place != null && !place.isBefore(from.epoch(), from.seq())) {
      held.begin(digest, place);
    }
  }

  /**
   * Tells the handler what differs from what it was told. Where that is not known, what is newer
   * than the position.
   */
  StateTopic tell(Held held, @Nullable ChannelPosition before) throws Exception {
    long end = kafka.end(topic);
    StateTopic state = survey(end);
    StateTopic.Place place = state.end();
    if (place == null || before != null && place.isBefore(before.epoch(), before.seq())) {
      return state;
    }
    boolean told = before == null || held.isTold(before);
    if (!told) {
      held.forget();
    }
    StateDigest digest = held.digest();
    visit(
        state,
        end,
        (key, event) -> {
          boolean newer = before == null || before.isBefore(event.epoch(), event.seq());
          if (state.isLive(key)) {
            if (told ? !digest.holds(key, event.payload()) : newer) {
              handler.changed(new Change.Upserted(key, event, null));
            }
            digest.put(key, event.payload());
          } else if (event.isDeletion() && (told ? digest.contains(key) : newer)) {
            handler.changed(new Change.Deleted(key, event, null));
            digest.remove(key);
          }
        });
    held.told(state, place);
    return state;
  }

  private StateTopic survey(long end) throws Exception {
    StateTopic state = new StateTopic(channel, credence, handler::refused);
    kafka.read(topic, end, state::take);
    return state;
  }

  private void visit(StateTopic state, long end, Visitor visitor) throws Exception {
    kafka.read(
        topic,
        end,
        record -> {
          if (EnvelopeReader.read(KafkaAccess.plain(record))
                  instanceof Received.OfEvent(ExportedEvent event, _)
              && event.key() != null
              && state.isNewest(event.key(), record.offset())) {
            visitor.visit(event.key(), event);
          }
        });
  }
}

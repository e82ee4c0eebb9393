package io.meshlog.sync.publish;

import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.sync.kafka.TopicTail;
import java.util.Comparator;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How our log stands to what its topics hold, before the first publish of a session
 * (event-log-design.md section 3). Pure.
 */
sealed interface Standing {

  /** The topics hold a prefix of our channel that ends here; null: nothing was ever published. */
  record GoOnAfter(@Nullable TopicTail tail) implements Standing {}

  /**
   * Our log has begun an epoch that the topics do not know: the whole state goes there, then the
   * events from {@code fromSeq} on.
   */
  record WholeState(long fromSeq) implements Standing {}

  /**
   * The topics know more than our log, or something else, or not enough: only a new epoch helps.
   */
  record NewEpoch(String why) implements Standing {}

  /** Another log published here before us. */
  record NameTaken(TopicTail tail) implements Standing {}

  /**
   * The newest that a channel's two topics tell.
   *
   * @param log and {@code state}: null when the topic is empty
   */
  record Tails(@Nullable TopicTail log, @Nullable TopicTail state) {
    @Nullable TopicTail newest() {
      return Stream.of(state, log)
          .filter(Objects::nonNull)
          .max(Comparator.comparingInt(TopicTail::epoch).thenComparingLong(TopicTail::seq))
          .orElse(null);
    }
  }

  /**
   * What our log says of a channel that it owns.
   *
   * @param head null when the channel never had an event
   * @param published how far it is known to be published; null: never
   */
  record Own(UUID logId, @Nullable ChannelHead head, @Nullable PublishCursor published, Place at) {}

  /** Looks a place of our channel up. */
  interface Place {
    /** The hash of our event with this number; null when our log has it no more. */
    byte @Nullable [] hash(long seq) throws Exception;

    /** The first number that our log still has in an epoch above this one; 0: none. */
    long firstSeq(int aboveEpoch) throws Exception;

    /** The number of the newest start of an epoch that our log still has; 0: none. */
    long newestStart() throws Exception;
  }

  static Standing judge(Own own, Tails tails) throws Exception {
    TopicTail tail = tails.newest();
    ChannelHead head = own.head();
    if (tail == null) {
      return head == null ? new GoOnAfter(null) : onEmptyTopics(own, head);
    }
    if (!tail.logId().equals(own.logId())) {
      return new NameTaken(tail);
    }
    if (head == null
        || tail.epoch() > head.epoch()
        || tail.epoch() == head.epoch() && tail.seq() > head.seq()) {
      return new NewEpoch("the topics go on to " + tail + ", our log does not");
    }
    if (tail.epoch() < head.epoch()) {
      return new WholeState(own.at().firstSeq(tail.epoch()));
    }
    TopicTail state = tails.state();
    if (state == null || state.epoch() < tail.epoch() || state.seq() < tail.seq()) {
      return new NewEpoch("the state topic lacks what the log topic has");
    }
    byte[] ours = own.at().hash(tail.seq());
    if (ours == null) {
      return own.at().firstSeq(0) > tail.seq() + 1
          ? new NewEpoch("our log no longer reaches back to " + tail)
          : new GoOnAfter(tail);
    }
    return tail.hasHash(ours)
        ? new GoOnAfter(tail)
        : new NewEpoch("our log went another way than the topics before " + tail);
  }

  private static Standing onEmptyTopics(Own own, ChannelHead head) throws Exception {
    PublishCursor published = own.published();
    if (published == null) {
      long start = own.at().newestStart();
      if (start > 0) {
        return new WholeState(start);
      }
      return own.at().firstSeq(0) == 1
          ? new GoOnAfter(null)
          : new NewEpoch("our log no longer reaches back to the first event of the channel");
    }
    return published.epoch() < head.epoch()
        ? new WholeState(own.at().firstSeq(published.epoch()))
        : new NewEpoch(
            "the topics are empty, and were not: they hold nothing after " + published.seq());
  }
}

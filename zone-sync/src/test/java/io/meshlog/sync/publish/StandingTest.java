package io.meshlog.sync.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.model.resource.Channel;
import io.meshlog.store.export.PublishCursor;
import io.meshlog.store.log.ChannelHead;
import io.meshlog.sync.kafka.TopicTail;
import io.meshlog.sync.publish.Standing.GoOnAfter;
import io.meshlog.sync.publish.Standing.NameTaken;
import io.meshlog.sync.publish.Standing.NewEpoch;
import io.meshlog.sync.publish.Standing.Own;
import io.meshlog.sync.publish.Standing.Place;
import io.meshlog.sync.publish.Standing.Tails;
import io.meshlog.sync.publish.Standing.WholeState;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every way in which a log and its topics can stand to one another. */
class StandingTest {
  private static final UUID OURS = new UUID(1, 1);
  private static final UUID OTHER = new UUID(2, 2);
  private static final Channel CHANNEL = Channel.parse("global.policy");

  /** Our events: epoch by number; the hash of one is its number and a tint. */
  private static Own own(int tint, @Nullable PublishCursor published, Map<Long, Integer> events) {
    TreeMap<Long, Integer> log = new TreeMap<>(events);
    Place place =
        new Place() {
          @Override
          public byte @Nullable [] hash(long seq) {
            return log.containsKey(seq) ? StandingTest.hash(seq, tint) : null;
          }

          @Override
          public long firstSeq(int aboveEpoch) {
            return log.entrySet().stream()
                .filter(event -> event.getValue() > aboveEpoch)
                .mapToLong(Map.Entry::getKey)
                .min()
                .orElse(0);
          }

          @Override
          public long newestStart() {
            int newest = log.isEmpty() ? 1 : log.lastEntry().getValue();
            return newest == 1 ? 0 : firstSeq(newest - 1);
          }
        };
    ChannelHead head =
        log.isEmpty()
            ? null
            : new ChannelHead(log.lastEntry().getValue(), log.lastKey(), hash(log.lastKey(), tint));
    return new Own(OURS, head, published, place);
  }

  private static byte[] hash(long seq, int tint) {
    return new byte[] {(byte) seq, (byte) tint};
  }

  private static TopicTail tail(UUID log, int epoch, long seq, int tint) {
    return new TopicTail(log, epoch, seq * 10, seq, hash(seq, tint), false);
  }

  private static Tails both(TopicTail tail) {
    return new Tails(tail, tail);
  }

  private static PublishCursor published(int epoch, long seq) {
    return new PublishCursor(CHANNEL, epoch, seq, hash(seq, 0), "cluster");
  }

  private static final Tails EMPTY = new Tails(null, null);
  private static final Map<Long, Integer> THREE = Map.of(1L, 1, 2L, 1, 3L, 1);

  @Test
  void aPrefixIsGoneOnWith() throws Exception {
    assertThat(Standing.judge(own(0, null, Map.of()), EMPTY)).isEqualTo(new GoOnAfter(null));
    assertThat(Standing.judge(own(0, null, THREE), EMPTY)).isEqualTo(new GoOnAfter(null));
    TopicTail two = tail(OURS, 1, 2, 0);
    assertThat(Standing.judge(own(0, published(1, 1), THREE), both(two)))
        .isEqualTo(new GoOnAfter(two));
    assertThat(Standing.judge(own(0, null, THREE), new Tails(null, two)))
        .as("a log topic may have let all of it go")
        .isEqualTo(new GoOnAfter(two));
  }

  @Test
  void aTopicThatIsAheadOrElsewhereNeedsANewEpoch() throws Exception {
    assertThat(Standing.judge(own(0, published(1, 3), THREE), both(tail(OURS, 1, 4, 0))))
        .isInstanceOf(NewEpoch.class);
    assertThat(Standing.judge(own(0, published(1, 3), THREE), both(tail(OURS, 2, 2, 0))))
        .isInstanceOf(NewEpoch.class);
    assertThat(Standing.judge(own(7, published(1, 1), THREE), both(tail(OURS, 1, 2, 0))))
        .isInstanceOf(NewEpoch.class);
    assertThat(Standing.judge(own(0, null, Map.of()), both(tail(OURS, 1, 2, 0))))
        .isInstanceOf(NewEpoch.class);
  }

  @Test
  void lostTopicsNeedANewEpoch() throws Exception {
    assertThat(Standing.judge(own(0, published(1, 3), THREE), EMPTY)).isInstanceOf(NewEpoch.class);
    TopicTail three = tail(OURS, 1, 3, 0);
    assertThat(Standing.judge(own(0, published(1, 3), THREE), new Tails(three, null)))
        .isInstanceOf(NewEpoch.class);
    assertThat(
            Standing.judge(own(0, published(1, 3), THREE), new Tails(three, tail(OURS, 1, 2, 0))))
        .isInstanceOf(NewEpoch.class);
  }

  @Test
  void anEpochThatTheTopicsDoNotKnowGoesThereWhole() throws Exception {
    Map<Long, Integer> second = Map.of(1L, 1, 2L, 1, 7L, 2, 8L, 2);
    assertThat(Standing.judge(own(0, published(1, 2), second), both(tail(OURS, 1, 6, 0))))
        .isEqualTo(new WholeState(7));
    assertThat(Standing.judge(own(0, published(1, 2), second), EMPTY)).isEqualTo(new WholeState(7));
    assertThat(Standing.judge(own(0, null, Map.of(7L, 2, 8L, 2)), EMPTY))
        .isEqualTo(new WholeState(7));
  }

  @Test
  void aLogThatRetentionCutCannotBeToldFromItsFirstEvent() throws Exception {
    Map<Long, Integer> cut = Map.of(5L, 1, 6L, 1);
    assertThat(Standing.judge(own(0, null, cut), EMPTY)).isInstanceOf(NewEpoch.class);
    assertThat(Standing.judge(own(0, published(1, 3), cut), both(tail(OURS, 1, 3, 0))))
        .isInstanceOf(NewEpoch.class);
    TopicTail four = tail(OURS, 1, 4, 0);
    assertThat(Standing.judge(own(0, published(1, 4), cut), both(four)))
        .isEqualTo(new GoOnAfter(four));
  }

  @Test
  void anotherLogHasTheName() throws Exception {
    TopicTail other = tail(OTHER, 1, 2, 0);
    assertThat(Standing.judge(own(0, null, THREE), both(other))).isEqualTo(new NameTaken(other));
  }
}

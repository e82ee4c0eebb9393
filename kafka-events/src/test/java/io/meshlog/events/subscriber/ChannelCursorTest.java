package io.meshlog.events.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.events.chain.ExportChain;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.subscriber.ChannelCursor.Step;
import io.meshlog.events.subscriber.ChannelCursor.Step.Foreign;
import io.meshlog.events.subscriber.ChannelCursor.Step.Interrupted;
import io.meshlog.events.subscriber.ChannelCursor.Step.Next;
import io.meshlog.events.subscriber.ChannelCursor.Step.Repeated;
import io.meshlog.events.subscriber.Gap.Cause;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ChannelCursorTest {
  private static final Channel POLICY = Channel.parse("global.policy");
  private static final UUID LOG = new UUID(1, 1);
  private static final UUID OTHER_LOG = new UUID(2, 2);
  private static final byte[] OTHER_HASH = new byte[32];

  static {
    OTHER_HASH[3] = 7;
  }

  private final ChannelCursor nowhere = new ChannelCursor(POLICY, null);
  private final ExportedEvent first = event(LOG, 1, 1, ExportChain.genesis());
  private final ExportedEvent second = event(LOG, 1, 2, first.hash());

  private static ExportedEvent event(UUID log, int epoch, long seq, byte[] previous) {
    return event(POLICY, log, epoch, seq, previous, "io.meshlog.mesh.upserted.v1");
  }

  private static ExportedEvent event(
      Channel channel, UUID log, int epoch, long seq, byte[] previous, String type) {
    ResourceKey key = new ResourceKey("Mesh", "", Origin.GLOBAL, "m" + seq);
    ExportedEvent open =
        new ExportedEvent(
            channel,
            seq,
            previous,
            new byte[0],
            log,
            epoch,
            seq * 3,
            new UUID(epoch, seq),
            key,
            type,
            1,
            "{\"labels\":{},\"spec\":{}}",
            Instant.EPOCH,
            null);
    return new ExportedEvent(
        channel,
        seq,
        previous,
        open.expectedHash(),
        log,
        epoch,
        seq * 3,
        open.eventId(),
        key,
        type,
        1,
        open.payload(),
        Instant.EPOCH,
        null);
  }

  private ChannelCursor after(ExportedEvent event) {
    String hash = HexFormat.of().formatHex(event.hash());
    return nowhere.at(
        new ChannelPosition(
            POLICY.name(),
            event.logId(),
            event.epoch(),
            event.seq(),
            event.pos(),
            hash,
            "cluster",
            40));
  }

  @Test
  void theNextIsTheOneThatFollowsFromTheLast() {
    assertThat(nowhere.step(first)).isEqualTo(new Next());
    assertThat(after(first).step(second)).isEqualTo(new Next());
  }

  @Test
  void whatWasTakenInBeforeIsRepeated() {
    assertThat(after(second).step(first)).isEqualTo(new Repeated());
    assertThat(after(second).step(second)).isEqualTo(new Repeated());
    ExportedEvent newer = event(LOG, 2, 9, OTHER_HASH);
    assertThat(after(newer).step(event(LOG, 1, 12, OTHER_HASH))).isEqualTo(new Repeated());
  }

  @Test
  void aHoleInTheSequenceIsAGap() {
    assertGap(after(first).step(event(LOG, 1, 3, second.hash())), Cause.MISSING_EVENTS, "2");
    assertGap(nowhere.step(second), Cause.MISSING_EVENTS, "2");
  }

  @Test
  void anotherPredecessorIsABrokenChain() {
    assertGap(after(first).step(event(LOG, 1, 2, OTHER_HASH)), Cause.BROKEN_CHAIN, "2");
    assertGap(after(second).step(event(LOG, 1, 2, OTHER_HASH)), Cause.BROKEN_CHAIN, "2");
  }

  @Test
  void aHigherEpochIsToldWhateverItsSequence() {
    assertGap(after(second).step(event(LOG, 2, 3, second.hash())), Cause.NEW_EPOCH, "epoch 2");
    assertGap(after(second).step(event(LOG, 2, 9, OTHER_HASH)), Cause.NEW_EPOCH, "epoch 2");
  }

  @Test
  void anotherLogMaySpeakOnlyAsTheSuccessor() {
    assertThat(after(first).step(event(OTHER_LOG, 1, 2, first.hash()))).isInstanceOf(Foreign.class);
    assertThat(after(first).step(event(OTHER_LOG, 2, 2, first.hash()))).isInstanceOf(Foreign.class);
    ExportedEvent started = event(POLICY, OTHER_LOG, 2, 2, OTHER_HASH, EventCodec.EPOCH_STARTED);
    assertGap(after(first).step(started), Cause.NEW_EPOCH, OTHER_LOG.toString());
  }

  @Test
  void anotherChannelsEventIsForeign() {
    Channel offer = Channel.parse("zone.z.offer");
    assertThat(nowhere.step(event(offer, LOG, 1, 1, ExportChain.genesis(), "io.meshlog.x.v1")))
        .isInstanceOf(Foreign.class);
  }

  @Test
  void aCheckpointIsAboutItsEventOnly() {
    assertThat(after(second).isAt(checkpoint(LOG, 1, 2))).isTrue();
    assertThat(after(second).isAt(checkpoint(LOG, 1, 1))).isFalse();
    assertThat(after(second).isAt(checkpoint(OTHER_LOG, 1, 2))).isFalse();
    assertThat(after(first).isBefore(checkpoint(LOG, 1, 2))).isTrue();
    assertThat(after(second).isBefore(checkpoint(LOG, 1, 2))).isFalse();
    assertThat(after(second).isBefore(checkpoint(LOG, 2, 1))).isTrue();
  }

  @Test
  void aPositionIsTextAndBack() {
    ChannelPosition position = after(second).position();
    assertThat(ChannelPosition.parse(position.text())).isEqualTo(position);
  }

  private static Checkpoint checkpoint(UUID log, int epoch, long seq) {
    return new Checkpoint(
        POLICY, log, epoch, seq * 3, seq, new byte[32], new byte[32], 1, Instant.EPOCH);
  }

  private static void assertGap(Step step, Cause cause, String detail) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Interrupted.class,
            gap -> {
              assertThat(gap.cause()).isEqualTo(cause);
              assertThat(gap.detail()).contains(detail);
            });
  }
}

package io.meshlog.zone.dpserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {
  private final HandshakeQueue queue = new HandshakeQueue(1, 2);
  private final List<String> told = new ArrayList<>();

  /** A connection; what gets through is noted with its name. */
  private final class Connection {
    private final HandshakeQueue.Handler place;
    private final EmbeddedChannel channel;

    Connection(String name) {
      place = queue.handler(() -> told.add(name + " begins"));
      channel =
          new EmbeddedChannel(
              place,
              new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                  ByteBuf bytes = (ByteBuf) message;
                  told.add(name + " reads " + bytes.toString(StandardCharsets.US_ASCII));
                  bytes.release();
                }
              });
      channel.runPendingTasks();
    }

    void sends(String text) {
      channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    void done() {
      place.done();
    }
  }

  private void settle(Connection... all) {
    for (Connection each : all) {
      each.channel.runPendingTasks();
    }
  }

  @Test
  void oneAfterAnotherInTheOrderInWhichTheyCame() {
    Connection first = new Connection("first");
    Connection second = new Connection("second");
    Connection third = new Connection("third");
    third.sends("c");
    second.sends("a");
    second.sends("b");
    first.sends("x");
    assertThat(told).containsExactly("first begins", "first reads x");
    told.clear();
    first.done();
    settle(second, third);
    assertThat(told).containsExactly("second begins", "second reads a", "second reads b");
    told.clear();
    // Twice is once.
    first.done();
    settle(second, third);
    assertThat(told).isEmpty();
    second.done();
    settle(second, third);
    assertThat(told).containsExactly("third begins", "third reads c");
  }

  @Test
  void whoGoesGivesItsPlaceBack() {
    Connection first = new Connection("first");
    Connection second = new Connection("second");
    Connection third = new Connection("third");
    second.sends("forgotten");
    second.channel.close();
    first.channel.close();
    settle(first, second, third);
    assertThat(told).containsExactly("first begins", "third begins");
  }

  @Test
  void whoIsOneTooManyIsTurnedAway() {
    new Connection("first");
    new Connection("second");
    new Connection("third");
    assertThat(new Connection("fourth").channel.isOpen()).isFalse();
    assertThat(told).containsExactly("first begins");
  }
}

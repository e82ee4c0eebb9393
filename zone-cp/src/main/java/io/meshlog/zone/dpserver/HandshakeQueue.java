package io.meshlog.zone.dpserver;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets connections begin their TLS handshakes in the order in which they came, some at a time. When
 * thousands come at once, all of whose handshakes went on together, each would last as long as all
 * of them do, and the first to come would give up with the last. Who is slow in it holds its place
 * for a moment only. What waits costs its first bytes; beyond a limit who comes is turned away.
 * Thread-safe.
 */
final class HandshakeQueue {
  private static final long LONGEST_HOLD_MILLIS = 1_000;

  private final int places;
  private final int mostWaiting;
  private final Set<Handler> inside = new HashSet<>();
  private final SequencedSet<Handler> waiting = new LinkedHashSet<>();

  HandshakeQueue(int places, int mostWaiting) {
    this.places = places;
    this.mostWaiting = mostWaiting;
  }

  /** What makes one connection wait, at the head of its pipeline. */
  Handler handler(Runnable begins) {
    return new Handler(begins);
  }

  /**
   * @return false when too many wait
   */
  private synchronized boolean enter(Handler handler) {
    if (inside.size() < places) {
      inside.add(handler);
      handler.begin();
      return true;
    }
    return waiting.size() < mostWaiting && waiting.add(handler);
  }

  private synchronized void leave(Handler handler) {
    waiting.remove(handler);
    inside.remove(handler);
    while (inside.size() < places && !waiting.isEmpty()) {
      Handler next = waiting.removeFirst();
      inside.add(next);
      next.begin();
    }
  }

  /**
   * Keeps what a connection sends until it may begin. Confined to its event loop, but for begin.
   */
  final class Handler extends ChannelInboundHandlerAdapter {
    /** A ClientHello fits; a client cannot send more before it is answered. */
    private static final int MOST_BYTES = 16 << 10;

    private final Runnable begins;
    private final List<ByteBuf> early = new ArrayList<>();
    private int bytes;
    private boolean begun;
    private @Nullable ChannelHandlerContext context;

    private Handler(Runnable begins) {
      this.begins = begins;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
      if (!enter(this)) {
        ctx.close();
      }
    }

    private void begin() {
      ChannelHandlerContext ctx = context;
      if (ctx != null) {
        ctx.executor().execute(() -> begin(ctx));
      }
    }

    private void begin(ChannelHandlerContext ctx) {
      if (ctx.isRemoved() || !ctx.channel().isOpen()) {
        leave(this);
        return;
      }
      begun = true;
      ctx.executor().schedule(this::done, LONGEST_HOLD_MILLIS, TimeUnit.MILLISECONDS);
      begins.run();
      early.forEach(ctx::fireChannelRead);
      early.clear();
      ctx.fireChannelReadComplete();
      ctx.channel().config().setAutoRead(true);
    }

    /** The handshake is over, either way. On the event loop. */
    void done() {
      leave(this);
      ChannelHandlerContext ctx = context;
      if (ctx != null && !ctx.isRemoved()) {
        ctx.pipeline().remove(this);
      }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (begun) {
        ctx.fireChannelRead(message);
        return;
      }
      ByteBuf read = (ByteBuf) message;
      bytes += read.readableBytes();
      early.add(read);
      if (bytes > MOST_BYTES) {
        ctx.channel().config().setAutoRead(false);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (begun) {
        ctx.fireChannelReadComplete();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      leave(this);
      ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
      early.forEach(ByteBuf::release);
      early.clear();
    }
  }
}

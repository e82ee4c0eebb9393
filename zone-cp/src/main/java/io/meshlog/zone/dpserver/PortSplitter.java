package io.meshlog.zone.dpserver;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends TLS, then tells gRPC from HTTP/1.1 by the first four bytes: every HTTP/2 connection begins
 * with {@code PRI }, which is no HTTP/1.1 method. So it works for clients without ALPN too. With
 * ALPN, {@code http/1.1} is preferred to {@code h2}: only bootstrap clients offer both.
 */
final class PortSplitter extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(PortSplitter.class);
  private static final byte[] HTTP2 = "PRI ".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BODY = 1 << 20;
  private static final int READ_TIMEOUT_SECONDS = 10;
  private static final String IDLE = "idle";

  private final SslContext tls;
  private final HandshakeQueue queue;
  private final HttpEndpoint http;
  private final GrpcHttp2ConnectionHandler grpc;
  private final InternalProtocolNegotiator.ProtocolNegotiator plaintext;

  private HandshakeQueue.@Nullable Handler place;

  PortSplitter(
      SslContext tls,
      HandshakeQueue queue,
      HttpEndpoint http,
      GrpcHttp2ConnectionHandler grpc,
      InternalProtocolNegotiator.ProtocolNegotiator plaintext) {
    this.tls = tls;
    this.queue = queue;
    this.http = http;
    this.grpc = grpc;
    this.plaintext = plaintext;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    place = queue.handler(() -> begin(ctx));
    ctx.pipeline().addBefore(ctx.name(), null, place);
  }

  /** It is this connection's turn: from now on it has little time. */
  private void begin(ChannelHandlerContext ctx) {
    ctx.pipeline().addBefore(ctx.name(), null, tls.newHandler(ctx.alloc()));
    ctx.pipeline().addBefore(ctx.name(), IDLE, new ReadTimeoutHandler(READ_TIMEOUT_SECONDS));
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    switch (event) {
      // gRPC kicks off the negotiation; its own handler hears of it once we know the protocol.
      case ProtocolNegotiationEvent _ -> {}
      case SslHandshakeCompletionEvent done -> {
        Objects.requireNonNull(place).done();
        if (done.isSuccess()) {
          super.userEventTriggered(ctx, event);
        } else {
          LOG.debug("TLS handshake with {} failed", ctx.channel().remoteAddress(), done.cause());
          ctx.close();
        }
      }
      default -> super.userEventTriggered(ctx, event);
    }
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HTTP2.length) {
      return;
    }
    ChannelPipeline pipeline = ctx.pipeline();
    if (startsAsHttp2(in)) {
      pipeline.remove(IDLE);
      ChannelHandler next = plaintext.newHandler(grpc);
      pipeline.addAfter(ctx.name(), null, next);
      ctx.fireUserEventTriggered(InternalProtocolNegotiationEvent.getDefault());
    } else {
      pipeline.addAfter(ctx.name(), null, new HttpExchange(http));
      pipeline.addAfter(ctx.name(), null, new HttpObjectAggregator(MAX_BODY));
      pipeline.addAfter(ctx.name(), null, new HttpServerCodec());
    }
    pipeline.remove(this);
  }

  private static boolean startsAsHttp2(ByteBuf in) {
    for (int i = 0; i < HTTP2.length; i++) {
      if (in.getByte(in.readerIndex() + i) != HTTP2[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("a connection from {} failed", ctx.channel().remoteAddress(), cause);
    ctx.close();
  }
}

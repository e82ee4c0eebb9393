package io.meshlog.zone.dpserver;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands one request to the endpoint on a virtual thread, answers, and closes the connection. */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Logger LOG = LoggerFactory.getLogger(HttpExchange.class);

  private final HttpEndpoint endpoint;

  HttpExchange(HttpEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    HttpAsk ask =
        new HttpAsk(
            request.method().name(),
            new QueryStringDecoder(request.uri()).path(),
            Objects.requireNonNullElse(request.headers().get(HttpHeaderNames.HOST), ""),
            Objects.requireNonNullElse(request.headers().get(HttpHeaderNames.ACCEPT), ""),
            ByteBufUtil.getBytes(request.content()),
            client(ctx));
    Thread.ofVirtual()
        .name("dp-http")
        .start(() -> ctx.writeAndFlush(answer(ask)).addListener(ChannelFutureListener.CLOSE));
  }

  private static String client(ChannelHandlerContext ctx) {
    return ctx.channel().remoteAddress() instanceof InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "";
  }

  private FullHttpResponse answer(HttpAsk ask) {
    HttpReply reply;
    try {
      reply = endpoint.answer(ask);
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", ask.method(), ask.path(), e);
      reply = HttpReply.empty(500);
    }
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body()));
    if (!reply.contentType().isEmpty()) {
      response.headers().set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
    }
    reply.headers().forEach((name, value) -> response.headers().set(name, value));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("an HTTP connection failed", cause);
    ctx.close();
  }
}

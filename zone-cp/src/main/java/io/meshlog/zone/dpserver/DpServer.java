package io.meshlog.zone.dpserver;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelHandler;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;

/**
 * The port that proxies dial, 5678 by default: {@code /bootstrap} over HTTP/1.1 and discovery over
 * gRPC behind one TLS certificate (rest-and-dataplane-protocol.md 1.1). Dead peers are found by TCP
 * keepalive, which costs this process nothing.
 */
public final class DpServer implements AutoCloseable {
  private static final int MAX_CALLS_PER_CONNECTION = 16;
  private static final int PING_FLOOR_SECONDS = 15;
  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int KEEPALIVE_PROBE_SECONDS = 10;
  private static final int KEEPALIVE_PROBES = 3;
  private static final long STOP_SECONDS = 2;
  private static final int HANDSHAKES_PER_PROCESSOR = 16;
  private static final int MOST_WAITING = 10_000;

  private final Server server;
  private final MultiThreadIoEventLoopGroup accepting;
  private final MultiThreadIoEventLoopGroup working;

  private DpServer(
      Server server, MultiThreadIoEventLoopGroup accepting, MultiThreadIoEventLoopGroup working) {
    this.server = server;
    this.accepting = accepting;
    this.working = working;
  }

  /**
   * Binds and serves.
   *
   * @param services discovery, and what else proxies call
   * @param pool runs gRPC's callbacks; its tasks must not block
   */
  public static DpServer start(
      InetSocketAddress address,
      SslContext tls,
      List<ServerServiceDefinition> services,
      HttpEndpoint http,
      Executor pool)
      throws IOException {
    MultiThreadIoEventLoopGroup accepting = loops("dp-accept", 1);
    MultiThreadIoEventLoopGroup working =
        loops("dp-io", Math.max(2, Runtime.getRuntime().availableProcessors()));
    Server server =
        NettyServerBuilder.forAddress(
                address, InternalNettyServerCredentials.create(new Splitting(tls, http)))
            .channelType(NioServerSocketChannel.class)
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(working)
            .withChildOption(
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_SECONDS)
            .withChildOption(
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                KEEPALIVE_PROBE_SECONDS)
            .withChildOption(
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_PROBES)
            .permitKeepAliveTime(PING_FLOOR_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .executor(pool)
            .addServices(services)
            .build();
    try {
      server.start();
    } catch (IOException e) {
      stop(accepting, working);
      throw e;
    }
    return new DpServer(server, accepting, working);
  }

  public int port() {
    return server.getPort();
  }

  /** Ends every stream: proxies keep what they have and dial again. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(accepting, working);
    accepting.terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    working.terminationFuture().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
  }

  private static MultiThreadIoEventLoopGroup loops(String name, int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  private static void stop(MultiThreadIoEventLoopGroup... groups) {
    for (MultiThreadIoEventLoopGroup group : groups) {
      group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Puts a {@link PortSplitter} in front of gRPC's own handler. */
  private static final class Splitting implements InternalProtocolNegotiator.ProtocolNegotiator {
    private final InternalProtocolNegotiator.ProtocolNegotiator plaintext =
        InternalProtocolNegotiators.serverPlaintext();
    private final HandshakeQueue queue =
        new HandshakeQueue(
            HANDSHAKES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), MOST_WAITING);
    private final SslContext tls;
    private final HttpEndpoint http;

    Splitting(SslContext tls, HttpEndpoint http) {
      this.tls = tls;
      this.http = http;
    }

    @Override
    public AsciiString scheme() {
      return AsciiString.of("https");
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
      return new PortSplitter(tls, queue, http, grpc, plaintext);
    }

    @Override
    public void close() {
      plaintext.close();
    }
  }
}

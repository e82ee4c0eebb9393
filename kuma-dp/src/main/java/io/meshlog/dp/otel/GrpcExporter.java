package io.meshlog.dp.otel;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Metadata.Key;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Over one connection, opened when there is something and again when it was lost. */
final class GrpcExporter implements Exporter {
  private static final long DEADLINE_S = 10;
  private static final int WINDOW = 256 << 10;

  private final Signal signal;
  private final ManagedChannel channel;
  private final io.grpc.Channel calls;

  GrpcExporter(Signal signal, Collector collector, EventLoopGroup loop) {
    this.signal = signal;
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(collector.host(), collector.port())
            .channelType(NioSocketChannel.class)
            .eventLoopGroup(loop)
            .flowControlWindow(WINDOW)
            .disableServiceConfigLookUp()
            .directExecutor();
    this.channel = (collector.tls() ? builder : builder.usePlaintext()).build();
    Metadata headers = new Metadata();
    collector
        .headers()
        .forEach((name, value) ->
            headers.put(
                Key.of(name.toLowerCase(Locale.ROOT), Metadata.ASCII_STRING_MARSHALLER), value));
    this.calls =
        ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Override
  public void export(byte[] request, StreamObserver<byte[]> answered) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
    ClientCalls.asyncUnaryCall(calls.newCall(Otlp.export(signal), options), request, answered);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

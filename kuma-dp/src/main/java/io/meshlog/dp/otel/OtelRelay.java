package io.meshlog.dp.otel;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.meshlog.dp.log.LaunchLog;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes the telemetry for one backend at its socket and hands it to the collector, whose answer is
 * the answer: what was acknowledged to Envoy is with the collector. At most 16 requests are on
 * their way; one more is refused.
 */
final class OtelRelay implements AutoCloseable {
  private static final int MAX_MESSAGE = 4 << 20;
  private static final int WINDOW = 256 << 10;
  private static final int MOST = 16;
  private static final long LIMIT_S = 15;

  private final Map<Signal, Exporter> exporters = new EnumMap<>(Signal.class);
  private final Semaphore free = new Semaphore(MOST);
  private final OtelBackend backend;
  private final Server server;

  private OtelRelay(
      OtelBackend backend, OtelEnvironment environment, EventLoopGroup loop, LaunchLog log) {
    this.backend = backend;
    for (Signal signal : Signal.values()) {
      Optional<Collector> to = environment.collector(backend, signal);
      if (to.isEmpty()) {
        log.warn(
            backend.name()
                + ": nothing is passed on, it demands OTEL_EXPORTER_OTLP_ENDPOINT to be set");
      }
      to.ifPresent(collector ->
          exporters.put(
              signal,
              collector.grpc()
                  ? new GrpcExporter(signal, collector, loop)
                  : new HttpExporter(collector)));
    }
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(backend.socket()))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .flowControlWindow(WINDOW)
            .maxInboundMessageSize(MAX_MESSAGE)
            .directExecutor();
    for (Signal signal : Signal.values()) {
      builder.addService(
          ServerServiceDefinition.builder(signal.service())
              .addMethod(
                  Otlp.export(signal),
                  ServerCalls.<byte[], byte[]>asyncUnaryCall(
                      (request, answered) -> pass(signal, request, answered)))
              .build());
    }
    this.server = builder.build();
  }

  static OtelRelay open(
      OtelBackend backend, OtelEnvironment environment, EventLoopGroup loop, LaunchLog log)
      throws IOException {
    Files.deleteIfExists(backend.socket());
    OtelRelay relay = new OtelRelay(backend, environment, loop, log);
    try {
      relay.server.start();
      return relay;
    } catch (IOException e) {
      relay.close();
      throw e;
    }
  }

  private void pass(Signal signal, byte[] request, StreamObserver<byte[]> answered) {
    Exporter exporter = exporters.get(signal);
    if (exporter == null || !free.tryAcquire()) {
      answered.onError(
          Status.UNAVAILABLE
              .withDescription(exporter == null ? "there is no collector" : "too many requests")
              .asRuntimeException());
      return;
    }
    exporter.export(request, new Freeing(answered, free));
  }

  /** Gives the place back once, at the end. */
  private record Freeing(StreamObserver<byte[]> to, Semaphore free)
      implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] answer) {
      to.onNext(answer);
    }

    @Override
    public void onError(Throwable refusal) {
      free.release();
      to.onError(refusal);
    }

    @Override
    public void onCompleted() {
      free.release();
      to.onCompleted();
    }
  }

  /** The launcher's own metrics; blocks until the collector has answered. */
  void metrics(byte[] request) throws IOException {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    pass(Signal.METRICS, request, new Awaited(answer));
    try {
      answer.get(LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getCause().getMessage()), e);
    } catch (TimeoutException e) {
      throw new IOException("no answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private record Awaited(CompletableFuture<byte[]> answer) implements StreamObserver<byte[]> {
    @Override
    public void onNext(byte[] value) {}

    @Override
    public void onError(Throwable refusal) {
      answer.completeExceptionally(refusal);
    }

    @Override
    public void onCompleted() {
      answer.complete(new byte[0]);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      // The next one may take the same socket.
      server.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exporters.values().forEach(Exporter::close);
    try {
      Files.deleteIfExists(backend.socket());
    } catch (IOException e) {
      // it is in the way of nobody
    }
  }
}

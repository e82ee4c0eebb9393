package io.meshlog.dp.otel;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc.LogsServiceImplBase;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A collector that speaks OTLP over gRPC, by OpenTelemetry's own classes. */
public final class FakeCollector implements AutoCloseable {
  private final BlockingQueue<ExportMetricsServiceRequest> metrics = new LinkedBlockingQueue<>();
  private final BlockingQueue<ExportLogsServiceRequest> logs = new LinkedBlockingQueue<>();
  private final BlockingQueue<Metadata> headers = new LinkedBlockingQueue<>();
  private volatile boolean refusing;
  private final Server server;

  public FakeCollector() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))
            .addService(new Metrics())
            .addService(new Logs())
            .intercept(new Headers())
            .build()
            .start();
  }

  public int port() {
    return server.getPort();
  }

  public void refuse(boolean all) {
    refusing = all;
  }

  public ExportMetricsServiceRequest metrics() throws InterruptedException {
    return metrics.poll(60, TimeUnit.SECONDS);
  }

  public ExportLogsServiceRequest logs() throws InterruptedException {
    return logs.poll(60, TimeUnit.SECONDS);
  }

  Metadata headers() throws InterruptedException {
    return headers.poll(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private <A> void answer(A answer, StreamObserver<A> to) {
    if (refusing) {
      to.onError(Status.RESOURCE_EXHAUSTED.withDescription("full").asRuntimeException());
      return;
    }
    to.onNext(answer);
    to.onCompleted();
  }

  private final class Metrics extends MetricsServiceImplBase {
    @Override
    public void export(
        ExportMetricsServiceRequest request, StreamObserver<ExportMetricsServiceResponse> to) {
      metrics.add(request);
      answer(ExportMetricsServiceResponse.getDefaultInstance(), to);
    }
  }

  private final class Logs extends LogsServiceImplBase {
    @Override
    public void export(
        ExportLogsServiceRequest request, StreamObserver<ExportLogsServiceResponse> to) {
      logs.add(request);
      answer(ExportLogsServiceResponse.getDefaultInstance(), to);
    }
  }

  private final class Headers implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata given, ServerCallHandler<A, B> next) {
      headers.add(given);
      return next.startCall(call, given);
    }
  }
}

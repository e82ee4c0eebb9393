package io.meshlog.dp.otel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.otel.OtelBackends.MetricsWay;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.LogsServiceGrpc;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Envoy hands in arrives at a real collector, over gRPC and over HTTP. */
class OtelBackendsSliceTest {
  private static final ExportLogsServiceRequest LOGS =
      ExportLogsServiceRequest.newBuilder()
          .addResourceLogs(
              io.opentelemetry.proto.logs.v1.ResourceLogs.newBuilder().setSchemaUrl("one"))
          .build();

  @TempDir Path folder;

  private final List<MetricsWay> ways = new ArrayList<>();
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final LaunchLog log = new LaunchLog(System.err, LaunchLog.Level.INFO);
  private OtelBackends backends;

  @AfterEach
  void stop() {
    backends.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }

  @Test
  void passesOnOverGrpcAndAnswersAsTheCollectorDoes() throws Exception {
    try (FakeCollector collector = new FakeCollector();
        FakeCollector other = new FakeCollector()) {
      start(Map.of("OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b"));
      told(
          backend(
              "127.0.0.1:" + collector.port(),
              false,
              ",\"metrics\":{\"enabled\":true,\"refreshInterval\":\"1m0s\"}"));
      send(LOGS);
      assertThat(collector.logs()).isEqualTo(LOGS);
      assertThat(
              collector.headers().get(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo("a b");

      assertThat(ways).singleElement().extracting(MetricsWay::name).isEqualTo("main");
      ways.getFirst().taker().take(ExportMetricsServiceRequest.getDefaultInstance().toByteArray());
      assertThat(collector.metrics()).isNotNull();

      collector.refuse(true);
      assertThatThrownBy(() -> send(LOGS))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessageContaining("RESOURCE_EXHAUSTED: full");
      assertThatThrownBy(() -> ways.getFirst().taker().take(new byte[0]))
          .hasMessageContaining("full");

      told(backend("127.0.0.1:" + other.port(), false, ""));
      send(LOGS);
      assertThat(other.logs()).isEqualTo(LOGS);
      assertThat(ways).isEmpty();

      told("");
      assertThat(folder.resolve("o.sock")).doesNotExist();
    }
  }

  @Test
  void passesOnOverHttp() throws Exception {
    HttpServer collector = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    collector.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          seen.add(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + ExportLogsServiceRequest.parseFrom(body).equals(LOGS));
          exchange.sendResponseHeaders(seen.size() > 1 ? 503 : 200, -1);
          exchange.close();
        });
    collector.start();
    try {
      start(Map.of());
      told(backend("127.0.0.1:" + collector.getAddress().getPort(), true, ",\"path\":\"/otlp\""));
      send(LOGS);
      assertThat(seen.take()).isEqualTo("/otlp/v1/logs application/x-protobuf true");
      seen.add("first");
      assertThatThrownBy(() -> send(LOGS)).hasMessageContaining("503");
    } finally {
      collector.stop(0);
    }
  }

  @Test
  void whatIsNoConfigChangesNothing() throws Exception {
    try (FakeCollector collector = new FakeCollector()) {
      start(Map.of());
      told(backend("127.0.0.1:" + collector.port(), false, ""));
      assertThatThrownBy(() -> told("{\"backends\":[{\"name\":\"x\"}]}"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> told("{\"backends\":["))
          .isInstanceOf(IllegalArgumentException.class);
      send(LOGS);
      assertThat(collector.logs()).isEqualTo(LOGS);
    }
  }

  private void start(Map<String, String> variables) {
    backends =
        new OtelBackends(
            new OtelEnvironment(variables),
            told -> {
              ways.clear();
              ways.addAll(told);
            },
            log);
  }

  private void told(String json) {
    backends.told(json.getBytes(StandardCharsets.UTF_8));
  }

  private String backend(String endpoint, boolean http, String more) {
    return "{\"backends\":[{\"name\":\"main\",\"socketPath\":\"%s\",\"endpoint\":\"%s\",\"useHTTP\":%s,"
            .formatted(folder.resolve("o.sock"), endpoint, http)
        + "\"envPolicy\":{\"mode\":\"Optional\",\"precedence\":\"EnvFirst\",\"allowSignalOverrides\":true},"
        + "\"clientLayout\":\"shared\",\"logs\":{\"enabled\":true}"
        + more
        + "}]}";
  }

  /** As Envoy does. */
  private void send(ExportLogsServiceRequest logs) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(folder.resolve("o.sock")))
            .overrideAuthority("localhost")
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loop)
            .usePlaintext()
            .build();
    try {
      LogsServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .withWaitForReady()
          .export(logs);
    } finally {
      channel.shutdownNow();
    }
  }
}

package io.meshlog.dp.metrics;

import io.meshlog.dp.http.HttpCall;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * Hands metrics to a collector through a listener of Envoy's, which speaks HTTP/2 to the collector
 * whatever is spoken to it: a gRPC message over HTTP/1.1 needs no library here. What would come
 * after the answer's body stays with Envoy, so that a refusal is seen only where the collector
 * answers nothing else, as all do.
 */
record EnvoyEntrance(UnixDomainSocketAddress socket) implements MetricsPush.Receiver {
  private static final String METHOD =
      "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
  private static final String HEADERS = "Content-Type: application/grpc\r\nTE: trailers\r\n";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int OK = 200;

  @Override
  public void take(byte[] request) throws IOException {
    byte[] framed =
        ByteBuffer.allocate(request.length + 5)
            .put((byte) 0)
            .putInt(request.length)
            .put(request)
            .array();
    HttpCall.Reply reply = new HttpCall(socket, TIMEOUT).post(METHOD, HEADERS, framed);
    String status = reply.header("grpc-status");
    if (reply.status() != OK || !(status.isEmpty() || status.equals("0"))) {
      throw new IOException(
          "status "
              + reply.status()
              + ", grpc-status "
              + status
              + ' '
              + reply.header("grpc-message"));
    }
  }
}

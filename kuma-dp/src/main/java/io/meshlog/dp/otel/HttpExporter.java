package io.meshlog.dp.otel;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** OTLP over HTTP, by one thread that ends when idle. */
final class HttpExporter implements Exporter {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MOST_WAITING = 8;
  private static final byte[] ACCEPTED = {};

  private final Collector collector;
  private final ThreadPoolExecutor thread;

  HttpExporter(Collector collector) {
    this.collector = collector;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("otlp-http").factory());
    thread.allowCoreThreadTimeOut(true);
  }

  @Override
  public void export(byte[] request, StreamObserver<byte[]> answered) {
    try {
      thread.execute(() -> post(request, answered));
    } catch (RejectedExecutionException e) {
      answered.onError(
          Status.UNAVAILABLE.withDescription("the collector is too slow").asRuntimeException());
    }
  }

  private void post(byte[] request, StreamObserver<byte[]> answered) {
    try {
      int status = status(request);
      if (status / 100 == 2) {
        answered.onNext(ACCEPTED);
        answered.onCompleted();
        return;
      }
      answered.onError(
          Status.UNAVAILABLE.withDescription(collector + ": " + status).asRuntimeException());
    } catch (IOException e) {
      answered.onError(
          Status.UNAVAILABLE
              .withDescription(collector + ": " + e.getMessage())
              .asRuntimeException());
    }
  }

  private int status(byte[] request) throws IOException {
    String host =
        collector.host().indexOf(':') < 0 ? collector.host() : '[' + collector.host() + ']';
    URI url =
        URI.create(
            (collector.tls() ? "https://" : "http://")
                + host
                + ':'
                + collector.port()
                + collector.path());
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try {
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(request.length);
      connection.setRequestProperty("Content-Type", "application/x-protobuf");
      collector.headers().forEach(connection::setRequestProperty);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(request);
      }
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}

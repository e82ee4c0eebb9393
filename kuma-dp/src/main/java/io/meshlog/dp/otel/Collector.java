package io.meshlog.dp.otel;

import java.util.Map;

/**
 * Where one signal goes.
 *
 * @param grpc else HTTP with protobuf
 * @param path for HTTP, whole
 * @param headers added to each request
 */
record Collector(
    boolean grpc, boolean tls, String host, int port, String path, Map<String, String> headers) {
  Collector {
    headers = Map.copyOf(headers);
  }

  /** Headers may be secrets. */
  @Override
  public String toString() {
    return (grpc ? "grpc" : "http") + (tls ? "s://" : "://") + host + ':' + port + path;
  }
}

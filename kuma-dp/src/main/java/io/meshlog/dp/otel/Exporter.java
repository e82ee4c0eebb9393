package io.meshlog.dp.otel;

import io.grpc.stub.StreamObserver;

/** Hands requests of one signal to a collector. Thread-safe; does not block. */
interface Exporter extends AutoCloseable {
  /**
   * @param request as the collector takes it, not looked into
   * @param answered with the collector's answer or its refusal, from another thread
   */
  void export(byte[] request, StreamObserver<byte[]> answered);

  @Override
  void close();
}

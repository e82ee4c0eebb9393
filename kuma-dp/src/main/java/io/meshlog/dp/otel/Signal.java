package io.meshlog.dp.otel;

import java.util.Locale;

/** What OTLP has a service for. */
public enum Signal {
  TRACES("trace.v1.TraceService"),
  LOGS("logs.v1.LogsService"),
  METRICS("metrics.v1.MetricsService");

  private final String service;

  Signal(String service) {
    this.service = service;
  }

  /** The full name of its gRPC service. */
  String service() {
    return "opentelemetry.proto.collector." + service;
  }

  /** As paths and what the control plane says have it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

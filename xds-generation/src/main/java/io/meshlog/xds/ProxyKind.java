package io.meshlog.xds;

/** What a proxy is for. Each kind has its own pipeline (xds-generation.md section 0). */
public enum ProxyKind {
  DATAPLANE,
  INGRESS,
  EGRESS
}

package io.meshlog.xds.draft;

/** What an inbound accepts (xds-generation.md 2.3). */
public enum TlsMode {
  OFF,
  STRICT,
  PERMISSIVE
}

package io.meshlog.model.resource;

/** How a type's JSON is laid out (rest-and-dataplane-protocol.md 2.4). */
public enum Form {
  /** Spec fields at top level, zero values omitted: Kuma's protobuf types. */
  FLAT,
  /** Spec under {@code spec}, unset fields omitted: policies and newer types. */
  NESTED
}

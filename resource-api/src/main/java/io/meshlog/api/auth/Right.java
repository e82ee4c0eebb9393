package io.meshlog.api.auth;

/** What {@code KUMA_ACCESS_STATIC_*} gives to users and groups; all else is open to everybody. */
public enum Right {
  /** Secrets of whatever kind, the audit log, signing keys, reverts of whole meshes. */
  ADMIN_RESOURCES,
  GENERATE_DATAPLANE_TOKEN,
  GENERATE_USER_TOKEN,
  GENERATE_ZONE_TOKEN,
  /** What proxies are configured with, as made here or as Envoy shows it. */
  VIEW_CONFIG_DUMP,
  VIEW_STATS,
  VIEW_CLUSTERS,
  /** The settings this control plane runs with. */
  CONTROL_PLANE_METADATA
}

package io.meshlog.api.auth;

import io.meshlog.api.error.Problem;
import io.meshlog.model.resource.ResourceType;

/**
 * Refuses who lacks a right, in Kuma's words (rest-and-dataplane-protocol.md 1.3). What is asked
 * for nowhere here is open to everybody.
 */
public final class Access {
  private static final String SHORT = "action not allowed";

  private Access() {}

  /** The resources whose content is secret, whatever the verb. */
  public static void toResource(ApiUser user, ResourceType<?> type) {
    if (type.sealed()) {
      admin(user, "the resource of type \"" + type.name() + '"');
    }
  }

  /** What is as delicate as secrets, e.g. {@code the audit log}. */
  public static void admin(ApiUser user, String action) {
    check(user, Right.ADMIN_RESOURCES, cannot(user, action));
  }

  public static void generateDataplaneToken(ApiUser user) {
    check(user, Right.GENERATE_DATAPLANE_TOKEN, cannot(user, "generate dataplane token"));
  }

  public static void generateZoneToken(ApiUser user, String zone) {
    check(
        user,
        Right.GENERATE_ZONE_TOKEN,
        cannot(user, "generate zone token for zone '" + zone + "'"));
  }

  public static void generateUserToken(ApiUser user) {
    check(user, Right.GENERATE_USER_TOKEN, SHORT);
  }

  public static void viewConfigDump(ApiUser user) {
    check(user, Right.VIEW_CONFIG_DUMP, SHORT);
  }

  public static void viewStats(ApiUser user) {
    check(user, Right.VIEW_STATS, SHORT);
  }

  public static void viewClusters(ApiUser user) {
    check(user, Right.VIEW_CLUSTERS, SHORT);
  }

  public static void controlPlaneMetadata(ApiUser user) {
    check(user, Right.CONTROL_PLANE_METADATA, cannot(user, "control-plane metadata"));
  }

  private static String cannot(ApiUser user, String action) {
    return "user \"" + user + "\" cannot access " + action;
  }

  private static void check(ApiUser user, Right right, String detail) {
    if (!user.may(right)) {
      throw Problem.of(403, "Access Denied", detail).raise();
    }
  }
}

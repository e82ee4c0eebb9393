package io.meshlog.api.auth;

import io.meshlog.api.error.Problem;
import io.meshlog.model.resource.ResourceType;

/**
 * What a user may do: secrets and tokens are for admins, all else is open
 * (rest-and-dataplane-protocol.md 1.3).
 */
public final class Access {
  private Access() {}

  /** Refuses a non-admin the resources whose content is secret, whatever the verb. */
  public static void toResource(ApiUser user, ResourceType<?> type) {
    if (type.sealed()) {
      admin(user, "the resource of type \"" + type.name() + '"');
    }
  }

  /** Refuses a non-admin an action, e.g. {@code generate dataplane token}. */
  public static void admin(ApiUser user, String action) {
    if (!user.admin()) {
      throw denied("user \"" + user + "\" cannot access " + action);
    }
  }

  /** The shorter answer to a non-admin who wants a user token. */
  public static void adminOnly(ApiUser user) {
    if (!user.admin()) {
      throw denied("action not allowed");
    }
  }

  private static RuntimeException denied(String detail) {
    return Problem.of(403, "Access Denied", detail).raise();
  }
}

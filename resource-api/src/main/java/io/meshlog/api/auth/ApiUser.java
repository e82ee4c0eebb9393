package io.meshlog.api.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param tokenId {@code jti} of the token that says so, null without one
 */
public record ApiUser(String name, List<String> groups, @Nullable String tokenId) {
  public static final String ADMIN_NAME = "mesh-system:admin";
  public static final String ADMIN_GROUP = "mesh-system:admin";
  private static final String AUTHENTICATED = "mesh-system:authenticated";

  public static final ApiUser ADMIN =
      new ApiUser(ADMIN_NAME, List.of(ADMIN_GROUP, AUTHENTICATED), null);
  public static final ApiUser ANONYMOUS =
      new ApiUser("mesh-system:anonymous", List.of("mesh-system:unauthenticated"), null);

  public ApiUser {
    groups = List.copyOf(groups);
  }

  /** A user that proved who they are. */
  public static ApiUser authenticated(String name, List<String> groups, @Nullable String tokenId) {
    List<String> all = new ArrayList<>(groups);
    all.add(AUTHENTICATED);
    return new ApiUser(name, all, tokenId);
  }

  public boolean admin() {
    return name.equals(ADMIN_NAME) || groups.contains(ADMIN_GROUP);
  }

  @Override
  public String toString() {
    return name + "/" + String.join(",", groups);
  }
}

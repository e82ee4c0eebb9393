package io.meshlog.api.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who makes a request.
 *
 * @param tokenId {@code jti} of the token that says so, null without one
 * @param rights beyond what is open to everybody
 */
public record ApiUser(
    String name, List<String> groups, @Nullable String tokenId, Set<Right> rights) {
  public static final String ADMIN_NAME = "mesh-system:admin";
  public static final String ADMIN_GROUP = "mesh-system:admin";
  public static final String AUTHENTICATED = "mesh-system:authenticated";
  public static final String UNAUTHENTICATED = "mesh-system:unauthenticated";

  /** Without rights, as long as nobody granted any. */
  public static final ApiUser ANONYMOUS =
      new ApiUser("mesh-system:anonymous", List.of(UNAUTHENTICATED), null, Set.of());

  static final ApiUser ADMIN = authenticated(ADMIN_NAME, List.of(ADMIN_GROUP), null);

  public ApiUser {
    groups = List.copyOf(groups);
    rights = Set.copyOf(rights);
  }

  /** A user that proved who they are. */
  static ApiUser authenticated(String name, List<String> groups, @Nullable String tokenId) {
    List<String> all = new ArrayList<>(groups);
    all.add(AUTHENTICATED);
    return new ApiUser(name, all, tokenId, Set.of());
  }

  ApiUser with(Set<Right> granted) {
    return new ApiUser(name, groups, tokenId, granted);
  }

  public boolean may(Right right) {
    return rights.contains(right);
  }

  @Override
  public String toString() {
    return name + "/" + String.join(",", groups);
  }
}

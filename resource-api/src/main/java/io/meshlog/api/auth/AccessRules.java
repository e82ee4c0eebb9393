package io.meshlog.api.auth;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who has which right: users and groups by name. A right that nobody is named for, nobody has. */
public record AccessRules(Map<Right, Allowed> allowed) {

  /** Either is enough. */
  public record Allowed(Set<String> users, Set<String> groups) {
    public Allowed {
      users = Set.copyOf(users);
      groups = Set.copyOf(groups);
    }

    boolean has(String name, List<String> groupsOfUser) {
      return users.contains(name) || groupsOfUser.stream().anyMatch(groups::contains);
    }
  }

  public AccessRules {
    allowed = Map.copyOf(new EnumMap<>(allowed));
  }

  /** The user with the rights it has by its name and its groups. */
  ApiUser grant(ApiUser user) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    allowed.forEach((right, who) -> {
      if (who.has(user.name(), user.groups())) {
        rights.add(right);
      }
    });
    return user.with(rights);
  }
}

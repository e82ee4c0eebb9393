package io.meshlog.api.token;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a token says of its bearer. Empty values restrict nothing. */
public sealed interface TokenClaims {

  /**
   * @param tags allowed values by tag
   * @param type {@code dataplane}, {@code ingress}, {@code egress} or empty; never checked
   */
  record DataplaneClaims(
      String name, String mesh, Map<String, SortedSet<String>> tags, String type, String workload)
      implements TokenClaims {
    public DataplaneClaims {
      tags =
          tags.entrySet().stream()
              .collect(
                  Collectors.toUnmodifiableMap(
                      Map.Entry::getKey,
                      entry ->
                          java.util.Collections.unmodifiableSortedSet(
                              new TreeSet<>(entry.getValue()))));
    }
  }

  /**
   * @param scope {@code ingress}, {@code egress}
   */
  record ZoneClaims(String zone, List<String> scope) implements TokenClaims {
    public ZoneClaims {
      scope = List.copyOf(scope);
    }
  }

  record UserClaims(String name, List<String> groups) implements TokenClaims {
    public UserClaims {
      groups = List.copyOf(groups);
    }
  }
}

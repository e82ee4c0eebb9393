package io.meshlog.model.target;

import io.meshlog.model.resource.Tags;
import java.util.List;

/**
 * Some of the clients of an inbound: those that have all tags of {@code present} and, for each
 * element of {@code absent}, not all of its tags.
 */
public record ClientSubset(Tags present, List<Tags> absent) {
  public ClientSubset {
    absent = List.copyOf(absent);
  }

  /** Whether a client with these tags is among them. */
  public boolean admits(Tags client) {
    return has(client, present) && absent.stream().noneMatch(tags -> has(client, tags));
  }

  static boolean has(Tags client, Tags wanted) {
    return client.values().entrySet().containsAll(wanted.values().entrySet());
  }
}

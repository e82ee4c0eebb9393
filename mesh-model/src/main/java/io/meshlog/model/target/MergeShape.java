package io.meshlog.model.target;

import java.util.Optional;

/**
 * What is special about merging one conf (policies.md 1.5 steps 3 and 4).
 *
 * @param keyed a list whose items are merged by a key instead of replaced
 * @param splitKey a list of strings: confs are merged apart for each of its values
 */
public record MergeShape(Optional<Keyed> keyed, Optional<String> splitKey) {
  public static final MergeShape PLAIN = new MergeShape(Optional.empty(), Optional.empty());

  /**
   * @param list name of the list
   * @param key field that makes items the same, compared deeply
   * @param value field that is merged
   */
  public record Keyed(String list, String key, String value) {}
}

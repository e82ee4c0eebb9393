package io.meshlog.store.history;

import io.meshlog.model.resource.ResourceKey;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which changes are wanted, newest first. Filters that are null filter nothing.
 *
 * @param key exactly this resource
 * @param type name of a resource type, or {@value #OF_THE_LOG}
 * @param mesh resources of the mesh and the Mesh itself
 * @param name display name
 * @param actor who caused it
 * @param hiddenTypes types that are left out
 * @param from first position wanted
 * @param to last position wanted
 * @param page which part of them
 */
public record HistoryQuery(
    @Nullable ResourceKey key,
    @Nullable String type,
    @Nullable String mesh,
    @Nullable String name,
    @Nullable String actor,
    Set<String> hiddenTypes,
    long from,
    long to,
    Page page) {
  /** The type to ask for to get the events that are about the log itself. */
  public static final String OF_THE_LOG = "Log";

  /**
   * A part of the whole.
   *
   * @param before only positions below it: the next older ones
   * @param after only positions above it: the next newer ones; not together with {@code before}
   * @param size most entries
   */
  public record Page(OptionalLong before, OptionalLong after, int size) {
    public static final int LARGEST = 1_000;

    public Page {
      if (size < 1 || size > LARGEST || (before.isPresent() && after.isPresent())) {
        throw new IllegalArgumentException("no page: " + before + ", " + after + ", " + size);
      }
    }

    public static Page newest(int size) {
      return new Page(OptionalLong.empty(), OptionalLong.empty(), size);
    }

    public static Page olderThan(long pos, int size) {
      return new Page(OptionalLong.of(pos), OptionalLong.empty(), size);
    }

    public static Page newerThan(long pos, int size) {
      return new Page(OptionalLong.empty(), OptionalLong.of(pos), size);
    }
  }

  public HistoryQuery {
    hiddenTypes = Set.copyOf(hiddenTypes);
  }

  /** Everything. */
  public static HistoryQuery all(Page page) {
    return new HistoryQuery(null, null, null, null, null, Set.of(), 1, Long.MAX_VALUE, page);
  }

  public static HistoryQuery of(ResourceKey key, Page page) {
    return new HistoryQuery(key, null, null, null, null, Set.of(), 1, Long.MAX_VALUE, page);
  }

  /** Whether it is about resources, so that events about the log itself are none of it. */
  boolean ofResources() {
    return key != null || type != null || mesh != null || name != null;
  }

  boolean ofTheLog() {
    return OF_THE_LOG.equals(type);
  }
}

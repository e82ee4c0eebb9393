package io.meshlog.store.push;

import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The push in force at a position, with all that it left a proxy with.
 *
 * @param id rises with time
 * @param next the push that follows it, of whatever session
 * @param resources by type and name, their hashes; empty when the rows it builds on are gone
 * @param node JSON, null when those rows are gone
 * @param outside JSON, null as {@code node}
 */
public record ToldConfig(
    long id,
    PushRow push,
    Optional<PushRow> next,
    SortedMap<String, SortedMap<String, String>> resources,
    @Nullable String node,
    @Nullable String outside) {}

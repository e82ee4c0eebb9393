package io.meshlog.store.history;

import io.meshlog.model.event.RecordedEvent;
import io.meshlog.model.resource.ResourceKey;
import org.jspecify.annotations.Nullable;

/**
 * One change of one resource.
 *
 * @param event with position, time, actor and new state
 * @param key null when the event is about the log itself
 * @param before canonical payload of the version before, null when there was none (or it is no
 *     longer held)
 * @param beforeHeld false when retention took the version before, so that nobody can tell it
 * @param after canonical payload, null when the change is a deletion
 */
public record HistoryEntry(
    RecordedEvent event,
    @Nullable ResourceKey key,
    @Nullable String before,
    boolean beforeHeld,
    @Nullable String after) {}

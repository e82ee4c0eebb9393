package io.meshlog.store.tail;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the tail has delivered.
 *
 * @param eventId of the event there: tells a restored log from the one that was read
 */
record Cursor(long pos, @Nullable UUID eventId) {}

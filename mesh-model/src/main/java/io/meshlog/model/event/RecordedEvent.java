package io.meshlog.model.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event with its place in a log.
 *
 * @param pos dense position, from 1
 * @param epoch the log's epoch when it was appended
 * @param eventId UUIDv7
 * @param streamVersion version of the resource after it, from 1; 0 when it is about no resource
 * @param recordedAt never goes backwards within a log
 * @param imported its source, null when it was made here
 */
public record RecordedEvent(
    long pos,
    int epoch,
    UUID eventId,
    long streamVersion,
    Instant recordedAt,
    EventMeta meta,
    MeshEvent event,
    @Nullable Provenance imported) {}

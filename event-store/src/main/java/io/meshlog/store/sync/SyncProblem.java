package io.meshlog.store.sync;

import java.time.Instant;

/**
 * Something that is wrong with the sync at this moment.
 *
 * @param part of the sync, e.g. {@code import global.policy}
 * @param code stable, for machines
 * @param detail for people
 * @param since when it began, by the clock of the replica that met it
 */
public record SyncProblem(String part, String code, String detail, Instant since) {}

/**
 * The keys that sign what leaves this log, and the keys of other logs that are believed. Touches
 * JDBC, {@code log} and the key ring.
 */
@NullMarked
package io.meshlog.store.signing;

import org.jspecify.annotations.NullMarked;

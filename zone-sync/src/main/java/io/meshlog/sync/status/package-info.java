/**
 * How the sync is doing: what is wrong here, what a zone says of itself, and what Global makes of
 * it. Touches Kafka and the store's facts, never the log.
 */
@NullMarked
package io.meshlog.sync.status;

import org.jspecify.annotations.NullMarked;

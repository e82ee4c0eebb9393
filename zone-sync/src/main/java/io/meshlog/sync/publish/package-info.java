/**
 * From our own log to the topics of our channels, by whoever holds the lease. Touches Kafka, the
 * store's export side and the event contract.
 */
@NullMarked
package io.meshlog.sync.publish;

import org.jspecify.annotations.NullMarked;

/**
 * Records as they stand on Kafka: CloudEvents headers and values, to and from events. Touches the
 * model, {@code chain} and {@code signature}; no Kafka client.
 */
@NullMarked
package io.meshlog.events.envelope;

import org.jspecify.annotations.NullMarked;

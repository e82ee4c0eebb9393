/**
 * Records as they stand on Kafka: CloudEvents headers and values, to and from events. Touches the
 * model and {@code chain}; no Kafka client.
 */
@NullMarked
package io.meshlog.events.envelope;

import org.jspecify.annotations.NullMarked;

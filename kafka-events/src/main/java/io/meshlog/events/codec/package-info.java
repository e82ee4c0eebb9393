/**
 * The written form of an event's content, the same in Postgres and on Kafka. Touches the model
 * only.
 */
@NullMarked
package io.meshlog.events.codec;

import org.jspecify.annotations.NullMarked;

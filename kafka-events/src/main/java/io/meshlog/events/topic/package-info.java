/**
 * Names and settings of the Kafka topics, as the public contract states them. Touches the model.
 */
@NullMarked
package io.meshlog.events.topic;

import org.jspecify.annotations.NullMarked;

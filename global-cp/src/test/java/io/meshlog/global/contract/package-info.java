/**
 * The public contract of the event topics, written from the types of a whole control plane: the
 * AsyncAPI document and the JSON Schemas that {@code kafka-events} ships.
 */
@NullMarked
package io.meshlog.global.contract;

import org.jspecify.annotations.NullMarked;

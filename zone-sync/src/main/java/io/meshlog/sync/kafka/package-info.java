/**
 * Clients, topics and records of Kafka as every part of the sync uses them. Touches Kafka's client
 * and the event contract; no store.
 */
@NullMarked
package io.meshlog.sync.kafka;

import org.jspecify.annotations.NullMarked;

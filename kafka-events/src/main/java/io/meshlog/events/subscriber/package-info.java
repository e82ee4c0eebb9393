/**
 * Follows a channel for whoever is no control plane: typed changes, resume, gap detection, checks.
 * The only package here that touches a Kafka client, which is an optional dependency: whoever
 * subscribes adds {@code org.apache.kafka:kafka-clients}. Touches the rest of the contract.
 */
@NullMarked
package io.meshlog.events.subscriber;

import org.jspecify.annotations.NullMarked;

/**
 * The whole of a channel from its compacted topic, as a difference to what is held, and the keys
 * that go with it. Touches the event contract, Kafka's reader and the vault.
 */
@NullMarked
package io.meshlog.sync.resync;

import org.jspecify.annotations.NullMarked;

/**
 * The whole of a channel from its compacted topic, as a difference to what is held. Touches the
 * event contract only.
 */
@NullMarked
package io.meshlog.sync.resync;

import org.jspecify.annotations.NullMarked;

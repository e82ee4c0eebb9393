/** Hashes that chain exported events, for whoever writes or follows a channel. Touches the JDK. */
@NullMarked
package io.meshlog.events.chain;

import org.jspecify.annotations.NullMarked;

/** What this log gives to others, channel by channel. Touches {@code log} and {@code lease}. */
@NullMarked
package io.meshlog.store.export;

import org.jspecify.annotations.NullMarked;

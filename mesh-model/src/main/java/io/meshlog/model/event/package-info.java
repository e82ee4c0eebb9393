/** Facts of the log, as the fold sees them. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.event;

import org.jspecify.annotations.NullMarked;

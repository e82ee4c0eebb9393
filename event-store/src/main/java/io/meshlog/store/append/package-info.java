/** Commands in, positions out: the queue before the log. Touches {@code log}. */
@NullMarked
package io.meshlog.store.append;

import org.jspecify.annotations.NullMarked;

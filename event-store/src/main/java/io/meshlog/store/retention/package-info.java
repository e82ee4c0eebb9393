/** How much of the log is kept. Touches {@code image}, {@code lease} and {@code log}. */
@NullMarked
package io.meshlog.store.retention;

import org.jspecify.annotations.NullMarked;

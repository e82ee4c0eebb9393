/** Checks a log against its own promises. Touches {@code log} and {@code image}. */
@NullMarked
package io.meshlog.store.verify;

import org.jspecify.annotations.NullMarked;

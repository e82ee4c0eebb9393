/** A whole log as lines of text, out and in again. Touches {@code log} and {@code verify}. */
@NullMarked
package io.meshlog.store.transfer;

import org.jspecify.annotations.NullMarked;

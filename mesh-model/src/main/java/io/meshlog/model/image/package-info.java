/**
 * The immutable state folded from a log, and the delta of each step. Touches {@code event} and
 * {@code resource}.
 */
@NullMarked
package io.meshlog.model.image;

import org.jspecify.annotations.NullMarked;

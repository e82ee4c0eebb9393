/**
 * Commands, what may refuse them, and the pure decision that turns one into events. Touches {@code
 * event} and the specs.
 */
@NullMarked
package io.meshlog.model.decide;

import org.jspecify.annotations.NullMarked;

/**
 * {@code ./meshlog log}: checks, moves and mends a log from outside. Touches the tools it offers
 * and the store's settings.
 */
@NullMarked
package io.meshlog.store.cli;

import org.jspecify.annotations.NullMarked;

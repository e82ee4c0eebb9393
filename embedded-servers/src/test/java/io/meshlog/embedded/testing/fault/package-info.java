/**
 * The faults that Meshlog promises to survive, which test shows which of them, and what tests
 * inject them with.
 */
@NullMarked
package io.meshlog.embedded.testing.fault;

import org.jspecify.annotations.NullMarked;

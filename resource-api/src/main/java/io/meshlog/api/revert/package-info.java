/**
 * Leads resources back to what they were, by appending. Touches the model's {@code revert}, {@code
 * resource}, {@code mesh} and the store's log.
 */
@NullMarked
package io.meshlog.api.revert;

import org.jspecify.annotations.NullMarked;

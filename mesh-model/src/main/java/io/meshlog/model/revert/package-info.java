/**
 * What has to change for a state to be as it was. Touches {@code image}, {@code event} and the core
 * types.
 */
@NullMarked
package io.meshlog.model.revert;

import org.jspecify.annotations.NullMarked;

/**
 * Which policies are in force for a proxy. Touches the generator's matching and {@code resource}.
 */
@NullMarked
package io.meshlog.api.rules;

import org.jspecify.annotations.NullMarked;

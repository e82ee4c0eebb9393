/**
 * What services are called and which virtual addresses they have, derived from an image. Touches
 * {@code image}, {@code hostname}, {@code template} and {@code types}.
 */
@NullMarked
package io.meshlog.model.naming;

import org.jspecify.annotations.NullMarked;

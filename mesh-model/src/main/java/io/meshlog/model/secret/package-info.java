/**
 * Secret and GlobalSecret: sealed content, opened only outside the model. Touches {@code resource}.
 */
@NullMarked
package io.meshlog.model.secret;

import org.jspecify.annotations.NullMarked;

/** Names that users write as templates. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.template;

import org.jspecify.annotations.NullMarked;

/** Who changed what when. Touches the store's history and {@code resource}. */
@NullMarked
package io.meshlog.api.history;

import org.jspecify.annotations.NullMarked;

/** The derived tables, built anew from the log. Touches {@code log}. */
@NullMarked
package io.meshlog.store.rebuild;

import org.jspecify.annotations.NullMarked;

/** What happened to a resource. Touches {@code log}. */
@NullMarked
package io.meshlog.store.history;

import org.jspecify.annotations.NullMarked;

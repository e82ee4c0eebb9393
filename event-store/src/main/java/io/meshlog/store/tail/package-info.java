/** Follows the log by notification. Touches {@code log} and JDBC. */
@NullMarked
package io.meshlog.store.tail;

import org.jspecify.annotations.NullMarked;

/** Roles that one replica at a time plays, fenced by a term. Touches JDBC. */
@NullMarked
package io.meshlog.store.lease;

import org.jspecify.annotations.NullMarked;

/**
 * What is known of the sync on this database, whichever replica learned it. Touches JDBC and {@code
 * lease}.
 */
@NullMarked
package io.meshlog.store.sync;

import org.jspecify.annotations.NullMarked;

/** The rows of the log and the one transaction that appends to it. Touches JDBC and the codec. */
@NullMarked
package io.meshlog.store.log;

import org.jspecify.annotations.NullMarked;

/** The event store as one thing: opens and closes its parts in order. Touches every room of it. */
@NullMarked
package io.meshlog.store;

import org.jspecify.annotations.NullMarked;

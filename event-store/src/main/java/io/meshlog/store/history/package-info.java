/** What happened, found by what it is about, by whom and when. Touches {@code log}. */
@NullMarked
package io.meshlog.store.history;

import org.jspecify.annotations.NullMarked;

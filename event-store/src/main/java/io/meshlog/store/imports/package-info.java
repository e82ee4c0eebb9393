/**
 * What this log takes from others: exactly once, or into quarantine. Touches {@code log} and {@code
 * lease}.
 */
@NullMarked
package io.meshlog.store.imports;

import org.jspecify.annotations.NullMarked;

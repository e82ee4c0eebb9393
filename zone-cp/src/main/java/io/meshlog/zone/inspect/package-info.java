/**
 * What a proxy has or was told, for those who ask: its config now and in the past, and the pushes
 * on record. Reads only. Touches {@code status}, {@code push}, {@code dataplane} and the API.
 */
@NullMarked
package io.meshlog.zone.inspect;

import org.jspecify.annotations.NullMarked;

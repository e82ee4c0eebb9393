/**
 * The one JSON binding of specs: canonical text, Go durations, unknown fields. Touches Jackson
 * only.
 */
@NullMarked
package io.meshlog.model.json;

import org.jspecify.annotations.NullMarked;

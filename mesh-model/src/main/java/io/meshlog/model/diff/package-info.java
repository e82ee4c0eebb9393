/** What changed between two JSON documents. Touches Jackson's tree only. */
@NullMarked
package io.meshlog.model.diff;

import org.jspecify.annotations.NullMarked;

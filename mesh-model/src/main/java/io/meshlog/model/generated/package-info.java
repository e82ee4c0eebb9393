/**
 * Resources that a zone makes of its Dataplanes. Touches {@code dataplane}, {@code service} and
 * {@code resource}.
 */
@NullMarked
package io.meshlog.model.generated;

import org.jspecify.annotations.NullMarked;

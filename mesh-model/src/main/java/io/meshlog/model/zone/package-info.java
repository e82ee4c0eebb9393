/** Zone and ZoneIngress: what zones tell one another. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.zone;

import org.jspecify.annotations.NullMarked;

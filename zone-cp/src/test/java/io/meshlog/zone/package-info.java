/** Tests of the zone control plane, and the zone they share. */
@NullMarked
package io.meshlog.zone;

import org.jspecify.annotations.NullMarked;

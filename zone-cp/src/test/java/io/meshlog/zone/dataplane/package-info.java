/** Tests of the life of a proxy. */
@NullMarked
package io.meshlog.zone.dataplane;

import org.jspecify.annotations.NullMarked;

/** Tests of the discovery service. */
@NullMarked
package io.meshlog.zone.ads;

import org.jspecify.annotations.NullMarked;

/** Tests of the dataplane server. */
@NullMarked
package io.meshlog.zone.dpserver;

import org.jspecify.annotations.NullMarked;

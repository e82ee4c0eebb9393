/** Tests of the push path. */
@NullMarked
package io.meshlog.zone.push;

import org.jspecify.annotations.NullMarked;

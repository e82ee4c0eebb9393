/** Tests of the bootstrap. */
@NullMarked
package io.meshlog.zone.bootstrap;

import org.jspecify.annotations.NullMarked;

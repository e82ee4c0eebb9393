/** Tests of the Global control plane as a whole. */
@NullMarked
package io.meshlog.global;

import org.jspecify.annotations.NullMarked;

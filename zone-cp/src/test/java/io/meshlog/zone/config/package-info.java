/** Tests of the whole program. */
@NullMarked
package io.meshlog.zone.config;

import org.jspecify.annotations.NullMarked;

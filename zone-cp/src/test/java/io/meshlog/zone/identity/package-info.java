/** Tests of certificates. */
@NullMarked
package io.meshlog.zone.identity;

import org.jspecify.annotations.NullMarked;

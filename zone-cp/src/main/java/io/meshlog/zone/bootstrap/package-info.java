/**
 * {@code POST /bootstrap}: what a proxy says of itself becomes Envoy's bootstrap. Reads the image;
 * changes nothing.
 */
@NullMarked
package io.meshlog.zone.bootstrap;

import org.jspecify.annotations.NullMarked;

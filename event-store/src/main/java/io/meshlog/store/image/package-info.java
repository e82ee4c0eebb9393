/** The live image, images of the past and snapshots. Touches {@code log} and {@code tail}. */
@NullMarked
package io.meshlog.store.image;

import org.jspecify.annotations.NullMarked;

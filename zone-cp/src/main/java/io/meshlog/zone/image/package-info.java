/** What a zone derives from its own image and writes back or looks up because of it. */
@NullMarked
package io.meshlog.zone.image;

import org.jspecify.annotations.NullMarked;

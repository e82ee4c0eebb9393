@NullMarked
package io.meshlog.zone.image;

import org.jspecify.annotations.NullMarked;

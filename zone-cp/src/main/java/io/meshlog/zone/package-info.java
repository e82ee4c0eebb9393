/** The zone control plane: assembles its rooms. */
@NullMarked
package io.meshlog.zone;

import org.jspecify.annotations.NullMarked;

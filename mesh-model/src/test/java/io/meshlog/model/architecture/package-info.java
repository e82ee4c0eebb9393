/** Rules of the architecture that several modules must keep. */
@NullMarked
package io.meshlog.model.architecture;

import org.jspecify.annotations.NullMarked;

/** Numbers for people who watch a control plane: of the log here, of other rooms elsewhere. */
@NullMarked
package io.meshlog.store.figures;

import org.jspecify.annotations.NullMarked;

/** How much memory the sidecar launchers take. */
@NullMarked
package io.meshlog.bench.memory;

import org.jspecify.annotations.NullMarked;

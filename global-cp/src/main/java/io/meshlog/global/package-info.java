/** The Global control plane: the process and nothing else. Touches its configuration. */
@NullMarked
package io.meshlog.global;

import org.jspecify.annotations.NullMarked;

/** The certificate authority a mesh gets from the control plane. Touches Bouncy Castle. */
@NullMarked
package io.meshlog.api.ca;

import org.jspecify.annotations.NullMarked;

/** The TLS pair of the control plane's own ports. Touches files of the work folder. */
@NullMarked
package io.meshlog.api.tls;

import org.jspecify.annotations.NullMarked;

/** HostnameGenerator: what users write of it. Touches {@code resource} and {@code template}. */
@NullMarked
package io.meshlog.model.hostname;

import org.jspecify.annotations.NullMarked;

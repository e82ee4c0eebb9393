/** Who asks, and what they may do (rest-and-dataplane-protocol.md 1.3). Touches {@code error}. */
@NullMarked
package io.meshlog.api.auth;

import org.jspecify.annotations.NullMarked;

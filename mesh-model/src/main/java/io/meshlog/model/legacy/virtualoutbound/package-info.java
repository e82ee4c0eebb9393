/**
 * VirtualOutbound: the older HostnameGenerator. Without effect. Touches {@code legacy}, {@code
 * resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.virtualoutbound;

import org.jspecify.annotations.NullMarked;

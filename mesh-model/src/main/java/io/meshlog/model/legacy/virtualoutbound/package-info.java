/**
 * VirtualOutbound: names made of tags, older than HostnameGenerator. Touches {@code legacy}, {@code
 * resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.virtualoutbound;

import org.jspecify.annotations.NullMarked;

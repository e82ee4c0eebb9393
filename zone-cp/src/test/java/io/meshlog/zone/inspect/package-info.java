/** Tests of what is told of proxies. */
@NullMarked
package io.meshlog.zone.inspect;

import org.jspecify.annotations.NullMarked;

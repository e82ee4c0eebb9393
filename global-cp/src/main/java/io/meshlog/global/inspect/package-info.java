/** Looks into proxies by way of their zones. */
@NullMarked
package io.meshlog.global.inspect;

import org.jspecify.annotations.NullMarked;

/**
 * What is reported of proxies: insights and positions, written behind the push path and never read
 * by it.
 */
@NullMarked
package io.meshlog.zone.status;

import org.jspecify.annotations.NullMarked;

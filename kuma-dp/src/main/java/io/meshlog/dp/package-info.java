/**
 * The launcher's life: it ties settings, bootstrap, Envoy and readiness together and knows them
 * all.
 */
@NullMarked
package io.meshlog.dp;

import org.jspecify.annotations.NullMarked;

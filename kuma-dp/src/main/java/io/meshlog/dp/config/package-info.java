/** Reads what the control plane tells this launcher by way of Envoy; knows none of its readers. */
@NullMarked
package io.meshlog.dp.config;

import org.jspecify.annotations.NullMarked;

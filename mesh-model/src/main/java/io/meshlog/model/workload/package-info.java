/** Groups of proxies that run the same program. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.workload;

import org.jspecify.annotations.NullMarked;

/** The Dataplane resource: one workload's proxy. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.dataplane;

import org.jspecify.annotations.NullMarked;

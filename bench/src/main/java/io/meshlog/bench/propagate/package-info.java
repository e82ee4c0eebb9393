/** How long a change takes to every proxy it concerns, and what it costs the control planes. */
@NullMarked
package io.meshlog.bench.propagate;

import org.jspecify.annotations.NullMarked;

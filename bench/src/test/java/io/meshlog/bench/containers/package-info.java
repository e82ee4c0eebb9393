/** Checks the container files against the build and the programs' settings; starts no container. */
@NullMarked
package io.meshlog.bench.containers;

import org.jspecify.annotations.NullMarked;

/**
 * Long random runs over the demo's topology: writes, faults and traffic side by side, and at the
 * end of each chunk a look at whether what was promised holds.
 */
@NullMarked
package io.meshlog.bench.soak;

import org.jspecify.annotations.NullMarked;

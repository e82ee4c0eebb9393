/** Measures the demo's topology from outside and prints figures; asserts nothing. */
@NullMarked
package io.meshlog.bench;

import org.jspecify.annotations.NullMarked;

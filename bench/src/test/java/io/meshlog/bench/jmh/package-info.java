@NullMarked
package io.meshlog.bench.jmh;

import org.jspecify.annotations.NullMarked;

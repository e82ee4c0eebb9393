@NullMarked
package io.meshlog.bench.load;

import org.jspecify.annotations.NullMarked;

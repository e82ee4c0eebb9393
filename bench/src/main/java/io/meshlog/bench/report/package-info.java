/** {@code docs/performance.md}, measured and written by one command. */
@NullMarked
package io.meshlog.bench.report;

import org.jspecify.annotations.NullMarked;

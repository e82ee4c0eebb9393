/** What the log costs: appends, imports, replay, the past, and space. */
@NullMarked
package io.meshlog.bench.log;

import org.jspecify.annotations.NullMarked;

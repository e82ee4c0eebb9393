/** Log lines on stderr without a logging framework, whose classes would cost megabytes here. */
@NullMarked
package io.meshlog.dp.log;

import org.jspecify.annotations.NullMarked;

/** Takes access logs from Envoy over a named pipe and passes them on over TCP. */
@NullMarked
package io.meshlog.dp.accesslog;

import org.jspecify.annotations.NullMarked;

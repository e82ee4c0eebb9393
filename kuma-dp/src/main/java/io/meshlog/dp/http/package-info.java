/** The small HTTP/1.1 client of what runs beside Envoy. */
@NullMarked
package io.meshlog.dp.http;

import org.jspecify.annotations.NullMarked;

/** The small HTTP/1.1 client for Envoy and for what runs beside it. */
@NullMarked
package io.meshlog.dp.http;

import org.jspecify.annotations.NullMarked;

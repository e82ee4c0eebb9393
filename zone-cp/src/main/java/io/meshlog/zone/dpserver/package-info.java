/**
 * The dataplane server: one TLS port for HTTP/1.1 and gRPC. Knows Netty and gRPC; what it serves is
 * given to it.
 */
@NullMarked
package io.meshlog.zone.dpserver;

import org.jspecify.annotations.NullMarked;

/**
 * Names and virtual addresses of services: HostnameGenerator and what it makes. Touches {@code
 * resource}, {@code image}, {@code service} and {@code template}.
 */
@NullMarked
package io.meshlog.model.hostname;

import org.jspecify.annotations.NullMarked;

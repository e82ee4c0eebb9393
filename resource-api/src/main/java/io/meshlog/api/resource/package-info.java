/**
 * The generic resource API: lists, reads and writes of every type by its descriptor
 * (rest-and-dataplane-protocol.md 2). Touches the log, the live image and {@code auth}; knows the
 * servlet request but no framework.
 */
@NullMarked
package io.meshlog.api.resource;

import org.jspecify.annotations.NullMarked;

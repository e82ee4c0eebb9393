/**
 * Which processes the topology has and where each listens, as plain values; it starts nothing and
 * touches nothing but, on request, looks for free ports.
 */
@NullMarked
package io.meshlog.demo.layout;

import org.jspecify.annotations.NullMarked;

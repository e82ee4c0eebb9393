/**
 * The hot functions one by one, in a mesh of a thousand proxies, measured by JMH with what they
 * allocate: a figure that a busy machine leaves as it is.
 */
@NullMarked
package io.meshlog.bench.jmh;

import org.jspecify.annotations.NullMarked;

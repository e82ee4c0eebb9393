/** Tests of what a publisher decides. */
@NullMarked
package io.meshlog.sync.publish;

import org.jspecify.annotations.NullMarked;

/** Tests of the record of pushes. */
@NullMarked
package io.meshlog.store.push;

import org.jspecify.annotations.NullMarked;

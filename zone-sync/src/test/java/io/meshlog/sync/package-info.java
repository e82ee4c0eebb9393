/** Tests of the sync with a real broker and real databases. */
@NullMarked
package io.meshlog.sync;

import org.jspecify.annotations.NullMarked;

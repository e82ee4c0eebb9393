@NullMarked
package io.meshlog.store.lease;

import org.jspecify.annotations.NullMarked;

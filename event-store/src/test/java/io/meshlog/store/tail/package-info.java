@NullMarked
package io.meshlog.store.tail;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.meshlog.store.retention;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.meshlog.store.history;

import org.jspecify.annotations.NullMarked;

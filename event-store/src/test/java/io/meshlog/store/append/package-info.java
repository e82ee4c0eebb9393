@NullMarked
package io.meshlog.store.append;

import org.jspecify.annotations.NullMarked;

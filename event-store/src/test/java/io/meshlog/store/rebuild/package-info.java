@NullMarked
package io.meshlog.store.rebuild;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.meshlog.store.verify;

import org.jspecify.annotations.NullMarked;

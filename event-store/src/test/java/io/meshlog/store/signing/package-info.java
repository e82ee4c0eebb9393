@NullMarked
package io.meshlog.store.signing;

import org.jspecify.annotations.NullMarked;

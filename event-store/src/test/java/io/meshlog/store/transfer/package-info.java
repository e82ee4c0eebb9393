@NullMarked
package io.meshlog.store.transfer;

import org.jspecify.annotations.NullMarked;

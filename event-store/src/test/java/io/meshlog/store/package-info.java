@NullMarked
package io.meshlog.store;

import org.jspecify.annotations.NullMarked;

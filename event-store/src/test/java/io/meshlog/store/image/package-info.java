@NullMarked
package io.meshlog.store.image;

import org.jspecify.annotations.NullMarked;

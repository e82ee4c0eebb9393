@NullMarked
package io.meshlog.store.secret;

import org.jspecify.annotations.NullMarked;

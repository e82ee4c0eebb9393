@NullMarked
package io.meshlog.store.imports;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.meshlog.store.audit;

import org.jspecify.annotations.NullMarked;

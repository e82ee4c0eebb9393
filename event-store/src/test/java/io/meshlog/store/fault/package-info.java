@NullMarked
package io.meshlog.store.fault;

import org.jspecify.annotations.NullMarked;

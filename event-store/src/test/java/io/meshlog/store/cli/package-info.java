@NullMarked
package io.meshlog.store.cli;

import org.jspecify.annotations.NullMarked;

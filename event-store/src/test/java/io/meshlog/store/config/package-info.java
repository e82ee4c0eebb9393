@NullMarked
package io.meshlog.store.config;

import org.jspecify.annotations.NullMarked;

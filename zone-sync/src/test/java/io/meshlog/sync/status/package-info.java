@NullMarked
package io.meshlog.sync.status;

import org.jspecify.annotations.NullMarked;

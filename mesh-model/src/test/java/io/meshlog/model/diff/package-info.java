@NullMarked
package io.meshlog.model.diff;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.meshlog.model.revert;

import org.jspecify.annotations.NullMarked;

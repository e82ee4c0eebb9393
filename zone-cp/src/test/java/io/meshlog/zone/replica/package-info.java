@NullMarked
package io.meshlog.zone.replica;

import org.jspecify.annotations.NullMarked;

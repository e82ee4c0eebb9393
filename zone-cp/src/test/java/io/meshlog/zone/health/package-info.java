@NullMarked
package io.meshlog.zone.health;

import org.jspecify.annotations.NullMarked;

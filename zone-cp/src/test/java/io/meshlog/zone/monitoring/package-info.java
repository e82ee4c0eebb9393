@NullMarked
package io.meshlog.zone.monitoring;

import org.jspecify.annotations.NullMarked;

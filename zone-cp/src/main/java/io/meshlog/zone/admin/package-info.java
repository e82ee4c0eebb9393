/** Asks the Envoys of this zone's proxies, through the listener that each has for it. */
@NullMarked
package io.meshlog.zone.admin;

import org.jspecify.annotations.NullMarked;

/**
 * Questions of Global to a zone, and the zone's answers, over two short-lived topics of the zone:
 * for what is not in any log because it is true for a moment only. What is asked and answered is
 * bytes to this package.
 */
@NullMarked
package io.meshlog.sync.request;

import org.jspecify.annotations.NullMarked;

/**
 * Identity and shape of any resource: key, origin, labels, tags, type descriptor. Touches the JDK
 * and {@code json} only.
 */
@NullMarked
package io.meshlog.model.resource;

import org.jspecify.annotations.NullMarked;

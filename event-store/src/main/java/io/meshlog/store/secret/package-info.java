/**
 * Sealing the content of secrets under data keys that can be destroyed. Touches JDBC and the JDK's
 * ciphers.
 */
@NullMarked
package io.meshlog.store.secret;

import org.jspecify.annotations.NullMarked;

/**
 * Servers for tests of any module, behind one seam: containers where an engine answers, the
 * embedded servers where none does.
 */
@NullMarked
package io.meshlog.embedded.testing;

import org.jspecify.annotations.NullMarked;

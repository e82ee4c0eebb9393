/**
 * The demo's own applications, of the JDK alone so that their processes stay small: a counter page
 * and the key-value store that it counts in. They know nothing of the mesh.
 */
@NullMarked
package io.meshlog.demo.app;

import org.jspecify.annotations.NullMarked;

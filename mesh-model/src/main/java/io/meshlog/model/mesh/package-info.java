/** The Mesh resource: mutual TLS, routing and defaults of one mesh. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.mesh;

import org.jspecify.annotations.NullMarked;

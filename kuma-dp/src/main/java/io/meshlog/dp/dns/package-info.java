/**
 * The names of the mesh for what runs beside the proxy: answered here when the control plane told
 * them, else asked of the resolvers of the host. Knows nothing of the launcher.
 */
@NullMarked
package io.meshlog.dp.dns;

import org.jspecify.annotations.NullMarked;

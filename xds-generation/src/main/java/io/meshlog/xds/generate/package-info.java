/**
 * The generator: from the state of the mesh and one proxy to that proxy's config. Touches every
 * other package of this module.
 */
@NullMarked
package io.meshlog.xds.generate;

import org.jspecify.annotations.NullMarked;

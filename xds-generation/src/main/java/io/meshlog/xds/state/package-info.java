/**
 * What generation needs of the whole mesh, derived from the image and kept up change by change:
 * services and their endpoints, remote ingresses, policies. Touches {@code model}, {@code xds},
 * {@code draft} and the list of policies.
 */
@NullMarked
package io.meshlog.xds.state;

import org.jspecify.annotations.NullMarked;

/**
 * ExternalService: the older MeshExternalService. Without effect. Touches {@code legacy}, {@code
 * resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy.externalservice;

import org.jspecify.annotations.NullMarked;

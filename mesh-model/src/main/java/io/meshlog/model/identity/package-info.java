/** Identities of workloads and whom a mesh trusts for them. Touches {@code resource}. */
@NullMarked
package io.meshlog.model.identity;

import org.jspecify.annotations.NullMarked;

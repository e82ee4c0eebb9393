/**
 * What policies aim at and how their confs combine: target references, matching, precedence,
 * merging (policies.md section 1). Pure. Touches {@code resource}, {@code dataplane} and {@code
 * json}.
 */
@NullMarked
package io.meshlog.model.target;

import org.jspecify.annotations.NullMarked;

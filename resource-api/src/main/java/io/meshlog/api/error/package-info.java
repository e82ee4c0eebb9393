/**
 * What is answered when something is wrong, in the form Kuma's clients read. Touches Jackson only.
 */
@NullMarked
package io.meshlog.api.error;

import org.jspecify.annotations.NullMarked;

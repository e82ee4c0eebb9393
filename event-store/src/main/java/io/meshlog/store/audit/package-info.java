/**
 * What was refused, which tokens were issued, which secrets were read: a log of its own that never
 * feeds the fold. Touches no other package of the store.
 */
@NullMarked
package io.meshlog.store.audit;

import org.jspecify.annotations.NullMarked;

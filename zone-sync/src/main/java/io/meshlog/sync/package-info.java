/**
 * What every direction of the sync shares: whose turn it is, and what is wrong. Touches the store's
 * leases.
 */
@NullMarked
package io.meshlog.sync;

import org.jspecify.annotations.NullMarked;

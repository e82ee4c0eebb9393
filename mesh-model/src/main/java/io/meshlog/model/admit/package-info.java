/**
 * Says whether what a user or a proxy submits may be written, and completes it: names, labels,
 * specs, in the order of Kuma's checks. Pure; touches {@code resource}, {@code json} and {@code
 * decide}.
 */
@NullMarked
package io.meshlog.model.admit;

import org.jspecify.annotations.NullMarked;

/**
 * What was refused or given out. Touches the store's audit log, {@code auth} and {@code resource}.
 */
@NullMarked
package io.meshlog.api.audit;

import org.jspecify.annotations.NullMarked;

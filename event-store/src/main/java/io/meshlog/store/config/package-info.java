/**
 * Spring wiring and typed settings of the store. The only room of it that knows Spring's context.
 */
@NullMarked
package io.meshlog.store.config;

import org.jspecify.annotations.NullMarked;

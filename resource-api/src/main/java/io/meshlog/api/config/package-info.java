/**
 * Settings of the API and the beans that make it up. Apps import {@code ApiConfiguration}. Touches
 * Spring and everything it wires.
 */
@NullMarked
package io.meshlog.api.config;

import org.jspecify.annotations.NullMarked;

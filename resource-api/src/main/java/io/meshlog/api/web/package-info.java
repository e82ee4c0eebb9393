/**
 * The routes, and how they meet Spring MVC. The only package besides {@code config} that knows the
 * framework.
 */
@NullMarked
package io.meshlog.api.web;

import org.jspecify.annotations.NullMarked;

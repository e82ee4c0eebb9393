/**
 * Starts the whole topology from outside, as a user would: servers, control planes, proxies and
 * applications as processes that it supervises. It knows the control planes by their command lines,
 * environment variables and HTTP APIs alone.
 */
@NullMarked
package io.meshlog.demo;

import org.jspecify.annotations.NullMarked;

/**
 * Which control planes a user knows, and how they are reached: the file {@code ~/.meshlog/config}.
 */
@NullMarked
package io.meshlog.cli.config;

import org.jspecify.annotations.NullMarked;

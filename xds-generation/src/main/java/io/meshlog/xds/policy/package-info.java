/**
 * The policies: the one list of them, how those that concern a proxy are found, and when each acts.
 * A policy is a package below with its spec, its validation and what it does to drafts; it touches
 * this package, {@code draft} and {@code model}, never a sibling. This package names the policies
 * in {@code Policies} only.
 */
@NullMarked
package io.meshlog.xds.policy;

import org.jspecify.annotations.NullMarked;

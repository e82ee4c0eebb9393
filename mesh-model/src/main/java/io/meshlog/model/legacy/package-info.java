/**
 * Kuma's types by selectors, of the time before {@code targetRef}, one package a type, and what
 * they share. They are read, checked, kept and synchronised like any other, so that tools and
 * exports that have them work; nothing comes of them, and who writes one is told what to use
 * instead. Why: docs/decisions/0018. Touches {@code resource} and {@code json}.
 */
@NullMarked
package io.meshlog.model.legacy;

import org.jspecify.annotations.NullMarked;

/**
 * Signatures of exported events, Ed25519: what they cover, and whose are believed. Pure: keys are
 * made elsewhere, and Ed25519 needs no randomness to sign. Touches {@code chain} and the model's
 * form of a public key.
 */
@NullMarked
package io.meshlog.events.signature;

import org.jspecify.annotations.NullMarked;

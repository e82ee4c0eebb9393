/**
 * Tokens of users, proxies and zone proxies: RS256 JWTs whose keys are Secrets of the log
 * (rest-and-dataplane-protocol.md 6). Touches the image and the secret store.
 */
@NullMarked
package io.meshlog.api.token;

import org.jspecify.annotations.NullMarked;

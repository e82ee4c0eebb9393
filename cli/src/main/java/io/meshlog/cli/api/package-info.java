/**
 * Calls to a control plane, and what its answers mean. Touches the JDK's HTTP client and files with
 * keys and certificates.
 */
@NullMarked
package io.meshlog.cli.api;

import org.jspecify.annotations.NullMarked;

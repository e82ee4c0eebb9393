/**
 * Taking over what {@code kumactl export} prints. What is decided is pure; the run calls the API.
 */
@NullMarked
package io.meshlog.cli.importer;

import org.jspecify.annotations.NullMarked;

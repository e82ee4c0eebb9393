/**
 * The command line: a client of a control plane's API, for people and scripts. Touches no CP
 * module.
 */
@NullMarked
package io.meshlog.cli;

import org.jspecify.annotations.NullMarked;

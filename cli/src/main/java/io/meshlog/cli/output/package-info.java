/** What is printed: tables, JSON and YAML. Touches nothing. */
@NullMarked
package io.meshlog.cli.output;

import org.jspecify.annotations.NullMarked;

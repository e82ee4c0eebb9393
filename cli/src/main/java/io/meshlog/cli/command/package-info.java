/** The verbs. Each turns its options into calls, and answers into output. Touches picocli. */
@NullMarked
package io.meshlog.cli.command;

import org.jspecify.annotations.NullMarked;

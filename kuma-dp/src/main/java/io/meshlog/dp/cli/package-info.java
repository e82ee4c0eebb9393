/** The command line as picocli sees it; knows the settings and nothing that runs. */
@NullMarked
package io.meshlog.dp.cli;

import org.jspecify.annotations.NullMarked;

/** Reading resources that people wrote: YAML and JSON, many in a file. Touches files. */
@NullMarked
package io.meshlog.cli.document;

import org.jspecify.annotations.NullMarked;

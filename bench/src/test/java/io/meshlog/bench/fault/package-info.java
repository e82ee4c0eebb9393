/** What the fault tests of all modules did, against what the documentation says of them. */
@NullMarked
package io.meshlog.bench.fault;

import org.jspecify.annotations.NullMarked;

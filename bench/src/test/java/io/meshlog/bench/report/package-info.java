@NullMarked
package io.meshlog.bench.report;

import org.jspecify.annotations.NullMarked;

/** The golden harness: one folder per case, input in YAML, what the proxy gets in JSON. */
@NullMarked
package io.meshlog.xds.golden;

import org.jspecify.annotations.NullMarked;

/** Keys, certificates and tokens that are made without a control plane. Touches files. */
@NullMarked
package io.meshlog.cli.token;

import org.jspecify.annotations.NullMarked;

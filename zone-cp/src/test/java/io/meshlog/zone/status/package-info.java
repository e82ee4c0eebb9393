/** Tests of reports and records. */
@NullMarked
package io.meshlog.zone.status;

import org.jspecify.annotations.NullMarked;

/** Tests of messages as JSON. */
@NullMarked
package io.meshlog.xds.json;

import org.jspecify.annotations.NullMarked;

/** The hash that proves two holders of a channel equal. Touches the model and {@code chain}. */
@NullMarked
package io.meshlog.events.state;

import org.jspecify.annotations.NullMarked;

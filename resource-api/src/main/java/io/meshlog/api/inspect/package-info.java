/** What is known of proxies and zones at run time, beside their resources. Touches the insights. */
@NullMarked
package io.meshlog.api.inspect;

import org.jspecify.annotations.NullMarked;

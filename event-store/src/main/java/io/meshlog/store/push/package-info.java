/** What proxies were told: written in batches behind the push path, bounded, read for history. */
@NullMarked
package io.meshlog.store.push;

import org.jspecify.annotations.NullMarked;

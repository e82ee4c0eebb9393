/** What every resource type does over HTTP, by its descriptor and its samples. */
@NullMarked
package io.meshlog.api.contract;

import org.jspecify.annotations.NullMarked;

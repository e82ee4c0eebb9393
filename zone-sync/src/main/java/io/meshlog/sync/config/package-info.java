/** The sync as Spring beans, and its typed settings. */
@NullMarked
package io.meshlog.sync.config;

import org.jspecify.annotations.NullMarked;

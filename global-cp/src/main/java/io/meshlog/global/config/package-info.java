/** What the Global control plane is made of. Touches the configurations of store, API and sync. */
@NullMarked
package io.meshlog.global.config;

import org.jspecify.annotations.NullMarked;

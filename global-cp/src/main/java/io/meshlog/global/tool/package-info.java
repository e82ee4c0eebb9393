/** Programs beside the control plane. Touches the store's command line and the own PostgreSQL. */
@NullMarked
package io.meshlog.global.tool;

import org.jspecify.annotations.NullMarked;

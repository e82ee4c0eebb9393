/** The list of resource types that are not policies: the one place where a type is registered. */
@NullMarked
package io.meshlog.model.types;

import org.jspecify.annotations.NullMarked;

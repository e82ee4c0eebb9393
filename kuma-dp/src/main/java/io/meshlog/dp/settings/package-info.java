/**
 * What the user asked for, checked and immutable; reads files named by flags, knows no other room.
 */
@NullMarked
package io.meshlog.dp.settings;

import org.jspecify.annotations.NullMarked;

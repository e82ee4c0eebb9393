/**
 * The values that generation takes and gives: which proxy, what it told of itself, what it gets and
 * what that depends on. Touches {@code model} and protobuf; knows no other package of this module.
 */
@NullMarked
package io.meshlog.xds;

import org.jspecify.annotations.NullMarked;

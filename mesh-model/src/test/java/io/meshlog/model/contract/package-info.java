/**
 * Sample resources of every type, good and bad, with what is to be answered: one file a type in
 * {@code /contract}. Read by the pure tests here and by those that send them over REST.
 */
@NullMarked
package io.meshlog.model.contract;

import org.jspecify.annotations.NullMarked;

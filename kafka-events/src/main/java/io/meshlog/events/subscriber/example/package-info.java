/** A program that follows a channel, to read and to start from. */
@NullMarked
package io.meshlog.events.subscriber.example;

import org.jspecify.annotations.NullMarked;

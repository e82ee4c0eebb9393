package io.meshlog.sync.publish;

import io.meshlog.sync.kafka.TopicTail;
import org.jspecify.annotations.Nullable;

/**
 * How our log stands to what the topic holds, before the first publish of a lease
 * (event-log-design.md section 3).
 */
sealed interface Standing {

  /** The topic holds a prefix of our channel that ends here; null: it holds nothing. */
  record GoOnAfter(@Nullable TopicTail tail) implements Standing {}

  /** Another log published here first: it has the name, we have not. */
  record NameTaken(TopicTail tail) implements Standing {}

  /** The topic knows more than our log, or something else: our log lost its tail. */
  record LostTail(TopicTail tail) implements Standing {}
}

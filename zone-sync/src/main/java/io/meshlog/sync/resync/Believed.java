package io.meshlog.sync.resync;

import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.events.signature.Statement;
import io.meshlog.events.signature.TrustedKeys;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether a record is the word of its channel's owner, by its signature. */
public interface Believed {

  /** Whether it is by the keys known now. Thread-safe; never blocks. */
  boolean plainly(Statement statement, @Nullable EventSignature signature);

  /**
   * Why it is not, after looking for keys that were announced since; empty when it is. May block.
   */
  Optional<String> fault(Statement statement, @Nullable EventSignature signature);

  /** As {@link #fault}, of many at once: to verify is work for every core. */
  default List<Optional<String>> faults(List<ExportedEvent> events) {
    List<Boolean> plain =
        IntStream.range(0, events.size())
            .parallel()
            .mapToObj(i -> plainly(events.get(i).statement(), events.get(i).signature()))
            .toList();
    return IntStream.range(0, events.size())
        .mapToObj(i ->
            plain.get(i)
                ? Optional.<String>empty()
                : fault(events.get(i).statement(), events.get(i).signature()))
        .toList();
  }

  /** By keys that do not change. */
  static Believed by(TrustedKeys keys) {
    return new Believed() {
      @Override
      public boolean plainly(Statement statement, @Nullable EventSignature signature) {
        return keys.check(statement, signature).acceptable();
      }

      @Override
      public Optional<String> fault(Statement statement, @Nullable EventSignature signature) {
        return keys.check(statement, signature).fault();
      }
    };
  }
}

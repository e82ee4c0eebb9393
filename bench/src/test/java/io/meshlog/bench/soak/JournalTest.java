package io.meshlog.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshlog.bench.soak.Write.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Slot SLOT = new Slot("zone-1", Slot.Kind.DATAPLANE, 3);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("journal.jsonl");
  }

  private static Write write(long number, Verb verb) {
    return new Write(number, SLOT, verb, "key-" + number);
  }

  @Test
  void knowsAfterARestartWhatWasAcknowledged() throws IOException {
    try (Journal journal = Journal.open(file)) {
      Write put = write(journal.next(), Verb.PUT);
      journal.sent(put);
      journal.acknowledged(put, "log:1:7");
    }
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.valueOf(SLOT)).hasValue(1L);
      assertThat(journal.pendingAt("zone-1")).isEmpty();
      assertThat(journal.promises())
          .extracting(Journal.Promise::position)
          .containsExactly("log:1:7");
      assertThat(journal.next()).isEqualTo(2);
    }
  }

  @Test
  void knowsAfterARestartWhatHasNoOutcomeYet() throws IOException {
    try (Journal journal = Journal.open(file)) {
      journal.sent(write(1, Verb.PUT));
    }
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.pendingAt("zone-1")).hasValue(write(1, Verb.PUT));
      assertThat(journal.pendingAt("global")).isEmpty();
      assertThat(journal.valueOf(SLOT)).isEmpty();
    }
  }

  @Test
  void forgetsTheValueWithTheDeletionAndIgnoresWhatWasRefused() throws IOException {
    try (Journal journal = Journal.open(file)) {
      journal.acknowledged(write(1, Verb.PUT), "p1");
      journal.sent(write(2, Verb.BAD_PUT));
      journal.refused(write(2, Verb.BAD_PUT));
      assertThat(journal.valueOf(SLOT)).hasValue(1L);
      journal.acknowledged(write(3, Verb.DELETE), "p2");
    }
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.valueOf(SLOT)).isEmpty();
      assertThat(journal.pendingAt("zone-1")).isEmpty();
      assertThat(journal.promises()).hasSize(2);
    }
  }

  @Test
  void goesOnAfterALineThatWasCutShort() throws IOException {
    try (Journal journal = Journal.open(file)) {
      journal.acknowledged(write(1, Verb.PUT), "p1");
    }
    Files.writeString(file, "{\"number\":2,\"own", StandardOpenOption.APPEND);
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.valueOf(SLOT)).hasValue(1L);
      journal.acknowledged(write(2, Verb.PUT), "p2");
    }
    try (Journal journal = Journal.open(file)) {
      assertThat(journal.valueOf(SLOT)).hasValue(2L);
    }
  }
}

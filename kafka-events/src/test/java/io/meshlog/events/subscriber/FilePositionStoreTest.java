package io.meshlog.events.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilePositionStoreTest {
  @TempDir Path folder;

  private static ChannelPosition position(String channel, long seq) {
    return new ChannelPosition(channel, new UUID(1, 1), 1, seq, seq, "aa", "cluster", 40);
  }

  @Test
  void keepsTheLastPositionOfEachChannel() throws Exception {
    FilePositionStore store = new FilePositionStore(folder.resolve("positions"));
    assertThat(store.load("global.policy")).isEmpty();
    store.save(position("global.policy", 1));
    store.save(position("zone.z.offer", 5));
    store.save(position("global.policy", 2));
    FilePositionStore again = new FilePositionStore(folder.resolve("positions"));
    assertThat(again.load("global.policy")).contains(position("global.policy", 2));
    assertThat(again.load("zone.z.offer")).contains(position("zone.z.offer", 5));
    try (Stream<Path> files = Files.list(folder.resolve("positions"))) {
      assertThat(files).hasSize(2);
    }
  }
}

package io.meshlog.bench.soak;

import io.meshlog.demo.layout.Layout;
import io.meshlog.embedded.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a soak keeps between its starts, in one folder: its seed, the results of its chunks, the
 * journal of its writes and the topology with all its data.
 */
final class SoakState {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path folder;
  private final ObjectNode root;

  private SoakState(Path folder, ObjectNode root) {
    this.folder = folder;
    this.root = root;
  }

  /** Goes on with the soak of the folder; begins anew when there is none or the seed is another. */
  static SoakState open(Path folder, OptionalLong seed, boolean fresh) throws IOException {
    Optional<ObjectNode> kept = fresh ? Optional.empty() : read(folder);
    if (kept.isPresent()
        && (seed.isEmpty() || kept.get().path("seed").asLong() == seed.getAsLong())) {
      return new SoakState(folder, kept.get());
    }
    if (Files.exists(folder)) {
      FileTree.delete(folder);
    }
    Files.createDirectories(folder);
    ObjectNode root = JSON.createObjectNode();
    root.put("seed", seed.orElseGet(() -> new java.util.Random().nextInt(1, Integer.MAX_VALUE)));
    root.put("portOffset", Layout.free().offset());
    root.putArray("chunks");
    var state = new SoakState(folder, root);
    state.save();
    return state;
  }

  private static Optional<ObjectNode> read(Path folder) throws IOException {
    Path file = folder.resolve("soak.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonNode json = JSON.readTree(Files.readString(file));
    return json instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
  }

  long seed() {
    return root.path("seed").asLong();
  }

  /** The chunk to run next, from 1. */
  int nextChunk() {
    return root.path("chunks").size() + 1;
  }

  Path topology() {
    return folder.resolve("topology");
  }

  Path journal() {
    return folder.resolve("journal.jsonl");
  }

  /** The ports of the chunk before if they are free. */
  Layout layout() throws IOException {
    var before = new Layout(root.path("portOffset").asInt());
    if (before.taken().isEmpty()) {
      return before;
    }
    Layout other = Layout.free();
    root.put("portOffset", other.offset());
    save();
    return other;
  }

  void finished(ObjectNode chunk) throws IOException {
    root.withArray("chunks").add(chunk);
    save();
  }

  private void save() throws IOException {
    Path part = folder.resolve("soak.json.part");
    Files.writeString(part, root.toPrettyString() + "\n");
    Files.move(part, folder.resolve("soak.json"), StandardCopyOption.REPLACE_EXISTING);
  }
}

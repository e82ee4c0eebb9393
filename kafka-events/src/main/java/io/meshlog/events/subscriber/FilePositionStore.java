package io.meshlog.events.subscriber;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A file per channel in a folder, replaced in one step; for one process at a time. */
public final class FilePositionStore implements PositionStore {
  private final Path folder;

  public FilePositionStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<ChannelPosition> load(String channel) throws IOException {
    Path file = file(channel);
    return Files.exists(file)
        ? Optional.of(ChannelPosition.parse(Files.readString(file)))
        : Optional.empty();
  }

  @Override
  public void save(ChannelPosition position) throws IOException {
    Files.createDirectories(folder);
    Path file = file(position.channel());
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel out =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer text = ByteBuffer.wrap(position.text().getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        out.write(text);
      }
      out.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String channel) {
    return folder.resolve(channel + ".json");
  }
}

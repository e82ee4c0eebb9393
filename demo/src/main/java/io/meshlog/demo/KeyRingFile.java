package io.meshlog.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The federation's key ring, one file for every control plane: a line {@code ID:BASE64} per key.
 */
final class KeyRingFile {

  private static final int KEY_BYTES = 32;

  private KeyRingFile() {}

  /** The file; made with one random key if absent, readable by its owner alone. */
  static Path in(Path folder) {
    Path file = folder.resolve("federation-keys.json");
    if (Files.exists(file)) {
      return file;
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    String json =
        "{\"active\":\"demo-1\",\"keys\":{\"demo-1\":\"%s\"}}\n"
            .formatted(Base64.getEncoder().encodeToString(key));
    try {
      Path part = folder.resolve("federation-keys.json.part");
      Files.deleteIfExists(part);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(part, json);
      return Files.move(part, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

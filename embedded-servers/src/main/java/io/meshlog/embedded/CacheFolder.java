package io.meshlog.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are kept that can be made again: {@code MESHLOG_CACHE_DIR}, else {@code meshlog} in
 * the user's cache folder.
 */
public final class CacheFolder {

  private CacheFolder() {}

  public static Path path() {
    return set("MESHLOG_CACHE_DIR")
        .map(Path::of)
        .or(() -> set("XDG_CACHE_HOME").map(home -> Path.of(home, "meshlog")))
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "meshlog"))
        .toAbsolutePath();
  }

  private static Optional<String> set(String variable) {
    return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isBlank());
  }
}

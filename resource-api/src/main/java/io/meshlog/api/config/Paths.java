package io.meshlog.api.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Paths in settings: null, empty and blank mean the same, not set. */
final class Paths {
  private Paths() {}

  static Optional<Path> given(@Nullable Path path) {
    return Optional.ofNullable(path).filter(p -> !p.toString().isBlank());
  }
}

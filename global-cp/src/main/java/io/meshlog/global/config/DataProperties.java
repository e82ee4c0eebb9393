package io.meshlog.global.config;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code MESHLOG_DATA_DIR}.
 *
 * @param dataDir of the database this control plane brings itself when none is configured; the
 *     default is a folder below the user's home
 */
@ConfigurationProperties("meshlog")
public record DataProperties(@Nullable Path dataDir) {
  public DataProperties {
    if (dataDir == null || dataDir.toString().isBlank()) {
      dataDir = Path.of(System.getProperty("user.home"), ".meshlog", "global");
    }
  }

  @Override
  public Path dataDir() {
    return Objects.requireNonNull(dataDir);
  }
}

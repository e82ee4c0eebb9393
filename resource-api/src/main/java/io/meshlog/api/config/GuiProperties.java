package io.meshlog.api.config;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * {@code MESHLOG_GUI_*}.
 *
 * @param directory with the {@code index.html} of a stock GUI; null: a plain page is served
 */
@ConfigurationProperties("meshlog.gui")
public record GuiProperties(@Nullable Path directory) {
  Optional<Path> folder() {
    return Paths.given(directory);
  }
}

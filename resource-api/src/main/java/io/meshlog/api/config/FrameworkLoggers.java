package io.meshlog.api.config;

import io.meshlog.api.diagnostics.Loggers;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/** Loggers as Spring Boot sees them. */
final class FrameworkLoggers implements Loggers {
  private final LoggingSystem system = LoggingSystem.get(FrameworkLoggers.class.getClassLoader());

  @Override
  public Collection<String> names() {
    return system.getLoggerConfigurations().stream().map(LoggerConfiguration::getName).toList();
  }

  @Override
  public @Nullable String level(String name) {
    LoggerConfiguration found = system.getLoggerConfiguration(name);
    LogLevel level = found == null ? null : found.getConfiguredLevel();
    return level == null ? null : level.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void set(String name, @Nullable String level) {
    system.setLogLevel(
        name, level == null ? null : LogLevel.valueOf(level.toUpperCase(Locale.ROOT)));
  }
}

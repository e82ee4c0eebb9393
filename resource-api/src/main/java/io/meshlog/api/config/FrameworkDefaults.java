package io.meshlog.api.config;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * What every control plane wants of Spring Boot, below any setting of its own. Registered in {@code
 * spring.factories}.
 */
public final class FrameworkDefaults implements EnvironmentPostProcessor {
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          "spring.main.banner-mode", "off",
          // Requests open database sessions where they need them, not for their whole life.
          "spring.jpa.open-in-view", "false",
          // No static files: an unknown path is unknown.
          "spring.web.resources.add-mappings", "false",
          // A stop waits for running requests, but not for long.
          "server.shutdown", "graceful",
          "spring.lifecycle.timeout-per-shutdown-phase", "5s",
          "server.tomcat.max-http-form-post-size", "64KB",
          "server.server-header", "");

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment.getPropertySources().addLast(new MapPropertySource("meshlog-defaults", DEFAULTS));
  }
}

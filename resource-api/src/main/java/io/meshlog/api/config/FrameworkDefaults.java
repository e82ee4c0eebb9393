package io.meshlog.api.config;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * What every control plane wants of Spring Boot, below any setting of its own. Registered in {@code
 * spring.factories}.
 */
public final class FrameworkDefaults implements EnvironmentPostProcessor {
  private static final String QUIET = "logging.level.";
  private static final Map<String, Object> DEFAULTS =
      Map.ofEntries(
          Map.entry("spring.main.banner-mode", "off"),
          // Requests open database sessions where they need them, not for their whole life.
          Map.entry("spring.jpa.open-in-view", "false"),
          // No static files: an unknown path is unknown.
          Map.entry("spring.web.resources.add-mappings", "false"),
          // No forms: what is not JSON is answered with 415, however it is made up.
          Map.entry("spring.servlet.multipart.enabled", "false"),
          // A stop waits for running requests, but not for long.
          Map.entry("server.shutdown", "graceful"),
          Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "5s"),
          // Unknown paths are the client's affair, and its text has no place in the log.
          Map.entry(QUIET + "org.springframework.web.servlet.PageNotFound", "off"),
          // A failed start is reported once: by the setting's line, or by the framework's report.
          Map.entry(QUIET + AnnotationConfigApplicationContext.class.getName(), "error"),
          Map.entry(
              QUIET + AnnotationConfigServletWebServerApplicationContext.class.getName(), "error"));

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    environment.getPropertySources().addLast(new MapPropertySource("meshlog-defaults", DEFAULTS));
  }
}

package io.meshlog.embedded.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;

/** Where a test's servers come from. Both kinds run the same versions. */
public enum ServerChoice {
  EMBEDDED,
  CONTAINERS;

  /** The variable that forces the choice: {@code embedded} or {@code containers}. */
  public static final String VARIABLE = "MESHLOG_TEST_SERVERS";

  /** What this machine gets. */
  public static ServerChoice here() {
    return of(System.getenv(), ServerChoice::engineAnswers);
  }

  /** The choice for an environment; the engine is asked only when the variable leaves it open. */
  static ServerChoice of(Map<String, String> environment, BooleanSupplier engineAnswers) {
    return switch (environment.getOrDefault(VARIABLE, "")) {
      case "embedded" -> EMBEDDED;
      case "containers" -> CONTAINERS;
      case "" -> engineAnswers.getAsBoolean() ? CONTAINERS : EMBEDDED;
      default ->
          throw new IllegalArgumentException(
              VARIABLE
                  + " is '"
                  + environment.get(VARIABLE)
                  + "': use embedded, containers or leave it unset");
    };
  }

  private static boolean engineAnswers() {
    // Asking costs most of a second, so look first whether there is anything to ask.
    boolean engineThinkable =
        System.getenv("DOCKER_HOST") != null
            || Files.exists(Path.of("/var/run/docker.sock"))
            || Files.exists(Path.of(System.getProperty("user.home"), ".testcontainers.properties"));
    return engineThinkable && testcontainersPresent() && Engine.answers();
  }

  private static boolean testcontainersPresent() {
    try {
      Class.forName("org.testcontainers.DockerClientFactory", false, Engine.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException moduleWithoutTestcontainers) {
      return false;
    }
  }

  /** Apart, so that a module without Testcontainers on its class path can load the choice. */
  private static final class Engine {
    static boolean answers() {
      return DockerClientFactory.instance().isDockerAvailable();
    }
  }
}

package io.meshlog.api.config;

import java.util.Locale;

/**
 * A setting that is missing or wrong: the control plane stops at once and says so in one line.
 * Throw it from the constructor of a settings record or while wiring.
 */
public final class SettingProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param property e.g. {@code kuma.api-server.http.port}
   */
  public SettingProblem(String property, String problem) {
    super(variable(property) + ": " + problem);
  }

  /** The environment variable that sets a property. */
  public static String variable(String property) {
    return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /** Refuses what is no port; 0 lets the system choose. */
  static void port(String property, int port) {
    if (port < 0 || port > 65535) {
      throw new SettingProblem(property, port + " is no port");
    }
  }
}

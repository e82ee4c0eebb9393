package io.meshlog.global;

import io.meshlog.global.config.GlobalConfiguration;
import org.springframework.boot.SpringApplication;

/**
 * The control plane that holds a federation's meshes, policies and Zones ({@code
 * KUMA_MODE=global}). Ends with a non-zero status and one line when a setting is missing or wrong.
 */
public final class GlobalControlPlane {
  private GlobalControlPlane() {}

  public static void main(String[] arguments) {
    SpringApplication.run(GlobalConfiguration.class, arguments);
  }
}

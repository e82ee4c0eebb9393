package io.meshlog.zone;

import io.meshlog.zone.config.ZoneConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Starts a zone's control plane, configured by environment (docs/configuration.md). */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(ZoneConfiguration.class)
public class ZoneControlPlane {
  public static void main(String[] arguments) {
    SpringApplication.run(ZoneControlPlane.class, arguments);
  }
}

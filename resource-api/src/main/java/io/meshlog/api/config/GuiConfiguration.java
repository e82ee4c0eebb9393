package io.meshlog.api.config;

import io.meshlog.api.gui.Gui;
import io.meshlog.api.gui.GuiFacts;
import io.meshlog.api.gui.GuiFiles;
import io.meshlog.api.resource.Deployment;
import io.meshlog.api.web.BaseRoutes.Identity;
import io.meshlog.api.web.GuiRoutes;
import io.meshlog.api.web.RouteSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is served under {@code /gui}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GuiProperties.class)
class GuiConfiguration {

  @Bean
  RouteSet guiRoutes(
      Deployment deployment, Identity identity, ApiServerProperties api, GuiProperties gui) {
    return new GuiRoutes(api.gui().path(), gui(deployment, identity, api, gui));
  }

  private static Gui gui(
      Deployment deployment, Identity identity, ApiServerProperties api, GuiProperties gui) {
    if (deployment.federated() || !api.gui().enabled()) {
      return Gui.disabled(deployment.federated());
    }
    GuiFacts facts =
        new GuiFacts(
            api.apiUrl(),
            api.gui().browserPath(),
            identity.kumaVersion(),
            identity.version(),
            deployment.global() ? "global" : "zone",
            deployment.global() ? "" : deployment.self().zone(),
            deployment.readOnly());
    Optional<Path> folder = gui.folder();
    if (folder.isEmpty()) {
      return Gui.welcome(facts);
    }
    try {
      return Gui.of(GuiFiles.in(folder.get(), facts));
    } catch (IOException e) {
      throw new SettingProblem("meshlog.gui.directory", String.valueOf(e.getMessage()));
    }
  }
}

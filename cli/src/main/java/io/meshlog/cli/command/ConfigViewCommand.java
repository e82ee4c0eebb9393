package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.config.ConfigFile;
import io.meshlog.cli.output.Yaml;
import picocli.CommandLine.Command;

@Command(name = "view", description = "Prints the configuration, tokens hidden.")
final class ConfigViewCommand extends Verb {
  @Override
  public Integer call() {
    terminal().out().print(Yaml.write(ConfigFile.tree(root().configFile().read(), true)));
    return ExitCode.OK;
  }
}

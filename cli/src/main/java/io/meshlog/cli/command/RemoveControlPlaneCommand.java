package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.config.ConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "remove", description = "Forgets a control plane.")
final class RemoveControlPlaneCommand extends Verb {
  @Option(names = "--name", required = true, paramLabel = "NAME")
  private String name = "";

  @Override
  public Integer call() {
    ConfigFile file = root().configFile();
    file.write(file.read().without(name));
    terminal().out().println("removed control plane \"" + name + "\"");
    return ExitCode.OK;
  }
}

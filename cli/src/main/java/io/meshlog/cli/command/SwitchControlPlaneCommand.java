package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.config.ConfigFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "switch", description = "Makes a known control plane the current one.")
final class SwitchControlPlaneCommand extends Verb {
  @Option(names = "--name", required = true, paramLabel = "NAME")
  private String name = "";

  @Override
  public Integer call() {
    ConfigFile file = root().configFile();
    file.write(file.read().switchedTo(name));
    terminal().out().println("switched to control plane \"" + name + "\"");
    return ExitCode.OK;
  }
}

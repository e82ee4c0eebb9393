package io.meshlog.cli.command;

import io.meshlog.cli.CliFailure;
import io.meshlog.cli.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    description = "Prints the completion script of a shell.",
    footer = {
      "",
      "bash, zsh:  source <(meshlog completion bash)",
      "fish:       meshlog completion fish | source"
    })
final class CompletionCommand extends Verb {
  @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
  private String shell = "";

  @Override
  public Integer call() {
    var line = spec().root().commandLine();
    terminal()
        .out()
        .print(
            switch (shell) {
              // One script: picocli's tells the two apart by itself.
              case "bash", "zsh" -> AutoComplete.bash("meshlog", line);
              case "fish" -> FishCompletion.of(line.getCommandSpec());
              default -> throw CliFailure.usage("\"" + shell + "\" is none of bash, zsh, fish");
            });
    return ExitCode.OK;
  }
}

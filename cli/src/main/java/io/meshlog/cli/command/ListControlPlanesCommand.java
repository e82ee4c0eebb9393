package io.meshlog.cli.command;

import io.meshlog.cli.ExitCode;
import io.meshlog.cli.config.ClientConfig;
import io.meshlog.cli.config.ConfigFile;
import io.meshlog.cli.output.Output;
import io.meshlog.cli.output.OutputFormat;
import io.meshlog.cli.output.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the known control planes; * is the current one.")
final class ListControlPlanesCommand extends Verb {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table")
  private OutputFormat output = OutputFormat.TABLE;

  @Override
  public Integer call() {
    ClientConfig config = root().configFile().read();
    Output.print(
        terminal().out(), output, ConfigFile.tree(config, true), () -> table(config).text());
    return ExitCode.OK;
  }

  private static Table table(ClientConfig config) {
    Table table = new Table("ACTIVE", "NAME", "ADDRESS");
    config
        .controlPlanes()
        .forEach(one ->
            table.row(
                one.name().equals(config.current()) ? "*" : "",
                one.name(),
                one.address().toString()));
    return table;
  }
}

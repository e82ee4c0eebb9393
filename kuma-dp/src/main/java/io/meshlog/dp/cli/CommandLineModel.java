package io.meshlog.dp.cli;

import io.meshlog.dp.settings.Setting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The commands {@code run} and {@code version}. Built without annotations: reading those by
 * reflection costs memory that the launcher keeps for its whole life.
 */
public final class CommandLineModel {
  public static final String RUN = "run";
  public static final String VERSION = "version";

  private CommandLineModel() {}

  public static CommandLine commandLine() {
    CommandSpec root = command("kuma-dp", "Runs Envoy as the proxy of one service of the mesh.");
    root.addSubcommand(RUN, runCommand());
    root.addSubcommand(VERSION, command(VERSION, "Prints the version."));
    return new CommandLine(root)
        .setExpandAtFiles(false)
        .setOverwrittenOptionsAllowed(true)
        .setUsageHelpAutoWidth(false);
  }

  /** The flags that a parsed {@code run} was given, in the order given. */
  public static Map<Setting, List<String>> flags(ParseResult run) {
    Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      if (!setting.flags().isEmpty() && run.hasMatchedOption(setting.flags().getLast())) {
        flags.put(setting, run.matchedOption(setting.flags().getLast()).originalStringValues());
      }
    }
    return flags;
  }

  private static CommandSpec runCommand() {
    CommandSpec run =
        command(
            RUN,
            "Fetches the bootstrap from the control plane, then starts and supervises Envoy.",
            "Every flag has an environment variable, named below; the flag wins.");
    for (Setting setting : Setting.values()) {
      if (!setting.flags().isEmpty()) {
        run.addOption(option(setting));
      }
    }
    return run;
  }

  private static CommandSpec command(String name, String... description) {
    CommandSpec command = CommandSpec.create().name(name);
    command.usageMessage().description(description).sortOptions(false).width(100);
    command.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Prints this help.")
            .build());
    return command;
  }

  private static OptionSpec option(Setting setting) {
    OptionSpec.Builder option =
        OptionSpec.builder(setting.flags().toArray(String[]::new))
            .paramLabel(setting.isSwitch() ? "true|false" : "VALUE")
            .hidden(setting.isHidden())
            .description(description(setting));
    if (setting.isRepeated()) {
      return option.type(List.class).auxiliaryTypes(String.class).arity("1").build();
    }
    option.type(String.class);
    return setting.isSwitch()
        ? option.arity("0..1").fallbackValue("true").build()
        : option.arity("1").build();
  }

  private static String description(Setting setting) {
    StringBuilder text = new StringBuilder(setting.description());
    if (!setting.variable().isEmpty()) {
      text.append(" [").append(setting.variable()).append(']');
    }
    if (!setting.defaultValue().isEmpty()) {
      text.append(" Default: ").append(setting.defaultValue());
    }
    return text.toString().replace("%", "%%");
  }
}

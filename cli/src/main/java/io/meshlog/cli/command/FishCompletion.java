package io.meshlog.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion script of the fish shell, from the model of the command line. Pure. */
final class FishCompletion {
  private final StringBuilder out = new StringBuilder("complete -c meshlog -f\n");

  private FishCompletion() {}

  static String of(CommandSpec root) {
    FishCompletion script = new FishCompletion();
    script.command(root, List.of());
    return script.out.toString();
  }

  private void command(CommandSpec spec, List<String> path) {
    String here = condition(path, spec.subcommands().keySet().stream().toList());
    for (Map.Entry<String, CommandLine> below : spec.subcommands().entrySet()) {
      CommandSpec sub = below.getValue().getCommandSpec();
      out.append("complete -c meshlog -n ")
          .append(here)
          .append(" -a ")
          .append(below.getKey())
          .append(" -d ")
          .append(quoted(first(sub.usageMessage().description())))
          .append('\n');
      List<String> deeper = new ArrayList<>(path);
      deeper.add(below.getKey());
      command(sub, deeper);
    }
    if (!path.isEmpty() && spec.subcommands().isEmpty()) {
      spec.options().forEach(option -> option(here, option));
    }
  }

  private void option(String here, OptionSpec option) {
    if (option.hidden()) {
      return;
    }
    out.append("complete -c meshlog -n ").append(here);
    for (String name : option.names()) {
      out.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^--?", ""));
    }
    if (option.arity().max() > 0) {
      out.append(option.paramLabel().equals("FILE") ? " -r -F" : " -x");
      if (option.completionCandidates() != null) {
        out.append(" -a ").append(quoted(String.join(" ", option.completionCandidates())));
      }
    }
    out.append(" -d ").append(quoted(first(option.description()))).append('\n');
  }

  /** All verbs of the path were said, and none below it yet. */
  private static String condition(List<String> path, List<String> below) {
    List<String> parts = new ArrayList<>();
    path.forEach(verb -> parts.add("__fish_seen_subcommand_from " + verb));
    if (!below.isEmpty()) {
      parts.add("not __fish_seen_subcommand_from " + String.join(" ", below));
    }
    return quoted(String.join("; and ", parts));
  }

  private static String first(String[] lines) {
    return lines.length == 0 ? "" : lines[0].replaceAll("\\$\\{[A-Z-]+}", "").strip();
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

package io.meshlog.cli;

import io.meshlog.cli.command.Root;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of {@code meshlog}. What the process ends with: {@link ExitCode}. */
public final class MeshlogCli {
  private final Terminal terminal;

  public MeshlogCli(Terminal terminal) {
    this.terminal = terminal;
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    Terminal terminal =
        new Terminal(
            System.in,
            out,
            System.err,
            System.getenv(),
            home(System.getenv()),
            InstantSource.system());
    int code = new MeshlogCli(terminal).execute(args);
    out.flush();
    System.exit(code);
  }

  /** The shell's word counts more than the system's list of users. */
  private static Path home(Map<String, String> environment) {
    String said = environment.getOrDefault("HOME", "");
    return Path.of(said.isEmpty() ? System.getProperty("user.home") : said);
  }

  /** Runs one command line and returns the exit code. */
  public int execute(String... args) {
    CommandLine line = commandLine();
    if (args.length == 0) {
      line.usage(terminal.err());
      return ExitCode.USAGE;
    }
    return line.execute(args);
  }

  private CommandLine commandLine() {
    CommandLine line = new CommandLine(new Root(terminal));
    line.setOut(new PrintWriter(terminal.out(), true));
    line.setErr(new PrintWriter(terminal.err(), true));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler((failure, given) -> misused(failure));
    line.setExecutionExceptionHandler((failure, at, parsed) -> failed(failure));
    return line;
  }

  private int misused(ParameterException failure) {
    boolean verb = failure.getCommandLine().getParent() == null;
    terminal.say(
        "meshlog: "
            + (verb && failure instanceof UnmatchedArgumentException unmatched
                ? "there is no verb \"" + unmatched.getUnmatched().getFirst() + '"'
                : failure.getMessage()));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        terminal.say("Did you mean: " + String.join(" or ", near) + "?");
      }
    }
    terminal.say("Try: " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return ExitCode.USAGE;
  }

  private int failed(Exception failure) throws Exception {
    if (failure instanceof CliFailure told) {
      terminal.say("meshlog: " + told.getMessage());
      return told.exitCode();
    }
    throw failure;
  }
}

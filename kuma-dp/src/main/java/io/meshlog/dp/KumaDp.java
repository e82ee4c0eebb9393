package io.meshlog.dp;

import io.meshlog.dp.cli.CommandLineModel;
import io.meshlog.dp.log.LaunchLog;
import io.meshlog.dp.settings.InvalidSettings;
import io.meshlog.dp.settings.LaunchSettings;
import io.meshlog.dp.settings.SettingsReader;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Entry point of {@code kuma-dp}. Exit codes: 0 after a clean end, 1 if the run failed, 2 if flags
 * or environment are wrong, else Envoy's own when Envoy ended by itself.
 */
public final class KumaDp {
  private static final int WRONG_USAGE = 2;

  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  KumaDp(Map<String, String> environment, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(new KumaDp(System.getenv(), System.out, System.err).execute(args));
  }

  int execute(String... args) throws InterruptedException {
    CommandLine commandLine = CommandLineModel.commandLine();
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(args);
    } catch (ParameterException e) {
      err.println("kuma-dp: " + e.getMessage());
      err.println("Try: kuma-dp run --help");
      return WRONG_USAGE;
    }
    if (!parsed.hasSubcommand()) {
      commandLine.usage(parsed.isUsageHelpRequested() ? out : err);
      return parsed.isUsageHelpRequested() ? 0 : WRONG_USAGE;
    }
    ParseResult command = parsed.subcommand();
    if (command.isUsageHelpRequested()) {
      command.commandSpec().commandLine().usage(out);
      return 0;
    }
    if (command.commandSpec().name().equals(CommandLineModel.VERSION)) {
      out.println("kuma-dp of Meshlog, compatible with Kuma " + LauncherVersion.KUMA);
      return 0;
    }
    return run(command);
  }

  private int run(ParseResult command) throws InterruptedException {
    LaunchSettings settings;
    try {
      settings = SettingsReader.read(CommandLineModel.flags(command), environment, System.in);
    } catch (InvalidSettings e) {
      e.problems().forEach(problem -> err.println("kuma-dp: " + problem));
      return WRONG_USAGE;
    }
    return new Launcher(settings, new LaunchLog(err, settings.logLevel())).run();
  }
}

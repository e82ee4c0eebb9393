package io.meshlog.global.tool;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.embedded.PostgresOptions;
import io.meshlog.embedded.PostgresServer;
import io.meshlog.store.cli.DatabaseFolder.Opened;
import io.meshlog.store.cli.LogCommand;
import io.meshlog.store.config.PostgresProperties;
import java.nio.file.Path;
import java.util.Optional;

/** {@code ./meshlog log}, for the log of whatever control plane. */
public final class LogTool {
  private static final String NAME = "meshlog";

  private LogTool() {}

  public static void main(String[] arguments) {
    // Standard output belongs to what is exported.
    System.setProperty("logback.configurationFile", "log-tool-logback.xml");
    LogCommand command = new LogCommand(LogTool::open, System.in, System.out, System.err);
    System.exit(command.run(arguments));
  }

  /** The server of a control plane that runs there is used, else one is started for this. */
  static Opened open(Path folder) {
    PostgresOptions options = PostgresOptions.in(folder);
    Optional<PostgresDatabase> running = PostgresServer.running(options, NAME);
    if (running.isPresent()) {
      return new Opened(properties(running.get()), () -> {});
    }
    PostgresServer started = PostgresServer.start(options);
    return new Opened(properties(started.database(NAME)), started::close);
  }

  private static PostgresProperties properties(PostgresDatabase owner) {
    return PostgresProperties.of(
        owner.host(), owner.port(), owner.user(), owner.password(), owner.name());
  }
}

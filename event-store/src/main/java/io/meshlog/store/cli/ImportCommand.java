package io.meshlog.store.cli;

import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.transfer.LogImport;
import io.meshlog.store.transfer.RefusedImport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** {@code ./meshlog log import}. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description =
        "Reads an exported log from standard input into a database without events. All of it or, if"
            + " any line is not as it must be, nothing.")
final class ImportCommand extends LogCommand.Verb {
  @Override
  boolean makesDatabase() {
    return true;
  }

  @Override
  void prepare(PostgresProperties owner) {
    StoreDataSource.migrate(owner);
  }

  @Override
  int run(DataSource owner) throws SQLException, IOException, RefusedImport {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in(), StandardCharsets.UTF_8));
    long events = new LogImport(owner).read(lines);
    say(events + " events");
    return LogCommand.SOUND;
  }
}

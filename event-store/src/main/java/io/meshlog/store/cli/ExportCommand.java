package io.meshlog.store.cli;

import io.meshlog.store.transfer.LogExport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./meshlog log export}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description =
        "Writes the log to standard output as CloudEvents, one JSON text per line. Secrets go sealed,"
            + " without the data keys that open them.")
final class ExportCommand extends LogCommand.Verb {
  private static final int BUFFER = 1 << 16;

  @Option(
      names = "--from",
      paramLabel = "POS",
      defaultValue = "1",
      description = "First position; a part of a log can be read, not imported")
  private long from;

  @Option(names = "--to", paramLabel = "POS", description = "Last position; default: the newest")
  private long to = Long.MAX_VALUE;

  @Option(
      names = "--with-keys",
      description =
          "Also write the wrapped keys: with the key ring they open the secrets and sign as this log."
              + " A federated control plane that moves needs them. Keep such a file as you keep"
              + " the key ring.")
  private boolean keys;

  @Override
  int run(DataSource owner) throws SQLException, IOException {
    Writer out = new BufferedWriter(new OutputStreamWriter(out(), StandardCharsets.UTF_8), BUFFER);
    long events = new LogExport(owner).write(new LogExport.Range(from, to, keys), out);
    say(events + " events");
    return LogCommand.SOUND;
  }
}

package io.meshlog.store.cli;

import io.meshlog.store.rebuild.Projections;
import java.sql.SQLException;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** {@code ./meshlog log rebuild}. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description =
        "Builds the tables derived from the log anew. The control plane may run: what differs is"
            + " exchanged in one transaction.")
final class RebuildCommand extends LogCommand.Verb {
  @Override
  int run(DataSource owner) throws SQLException {
    Projections.Mended mended = new Projections(owner).rebuild();
    say(
        "folded up to position %d: %d resources and %d channels differed"
            .formatted(mended.pos(), mended.resources(), mended.channels()));
    return LogCommand.SOUND;
  }
}

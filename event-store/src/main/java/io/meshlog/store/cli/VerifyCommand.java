package io.meshlog.store.cli;

import io.meshlog.store.verify.LogVerifier;
import io.meshlog.store.verify.LogVerifier.Problem;
import io.meshlog.store.verify.LogVerifier.Report;
import java.sql.SQLException;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** {@code ./meshlog log verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks that the log is whole and unchanged and that the tables derived from it are what it"
            + " says. Names the first bad position and ends with 1 if not.")
final class VerifyCommand extends LogCommand.Verb {
  @Override
  int run(DataSource owner) throws SQLException {
    Report report = new LogVerifier(owner).verify();
    Problem problem = report.problem();
    if (problem == null) {
      say("sound: %d events, up to position %d".formatted(report.events(), report.pos()));
      return LogCommand.SOUND;
    }
    say("position %d: %s".formatted(problem.pos(), problem.what()));
    if (problem.derived()) {
      say(
          "the log itself is sound up to %d; ./meshlog log rebuild mends this"
              .formatted(report.pos()));
    }
    return LogCommand.NOT_SOUND;
  }
}

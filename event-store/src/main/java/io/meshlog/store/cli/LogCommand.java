package io.meshlog.store.cli;

import io.meshlog.store.config.PostgresProperties;
import io.meshlog.store.config.StoreDataSource;
import io.meshlog.store.transfer.RefusedImport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/**
 * {@code ./meshlog log}. Ends with 0 when all is well, 1 when a log is not what it promises or an
 * import is refused, 2 when it could not be found out.
 */
@Command(
    name = "./meshlog log",
    mixinStandardHelpOptions = true,
    description = "Checks, moves and mends the log of a control plane.",
    subcommands = {
      VerifyCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      RebuildCommand.class
    })
public final class LogCommand {
  static final int SOUND = 0;
  static final int NOT_SOUND = 1;
  static final int NOT_KNOWN = 2;

  private final DatabaseFolder folders;
  private final InputStream in;
  private final OutputStream out;
  private final PrintStream said;

  /**
   * @param out what is exported; everything else is said on {@code said}
   */
  public LogCommand(DatabaseFolder folders, InputStream in, OutputStream out, PrintStream said) {
    this.folders = folders;
    this.in = in;
    this.out = out;
    this.said = said;
  }

  /** Runs one command line and returns the exit code. */
  public int run(String... arguments) {
    CommandLine line = new CommandLine(this);
    line.setExecutionExceptionHandler((failure, at, parsed) -> {
      said.println("meshlog log: " + failure.getMessage());
      return failure instanceof RefusedImport ? NOT_SOUND : NOT_KNOWN;
    });
    if (arguments.length == 0) {
      line.usage(said);
      return NOT_KNOWN;
    }
    return line.execute(arguments);
  }

  /** Something the user must do otherwise; the message says what. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
      super(message);
    }
  }

  /** A verb: works on the database that its options name. */
  abstract static class Verb implements Callable<Integer> {
    @ParentCommand private @Nullable LogCommand parent;
    @Mixin private Where where = new Where();

    @Override
    public final Integer call() throws Exception {
      LogCommand log = log();
      DatabaseFolder.Opened opened = where.open(log.folders, makesDatabase());
      try (DatabaseFolder.Server server = opened.server()) {
        prepare(opened.owner());
        return run(StoreDataSource.unpooled(opened.owner(), "meshlog-log"));
      }
    }

    /** Whether a data folder that holds no database yet is as good as an empty one. */
    boolean makesDatabase() {
      return false;
    }

    /** Before the first connection. */
    void prepare(PostgresProperties owner) {}

    abstract int run(DataSource owner) throws SQLException, IOException, RefusedImport;

    private LogCommand log() {
      if (parent == null) {
        throw new IllegalStateException("a verb runs below ./meshlog log only");
      }
      return parent;
    }

    InputStream in() {
      return log().in;
    }

    OutputStream out() {
      return log().out;
    }

    void say(String text) {
      log().said.println(text);
    }
  }
}

package io.meshlog.sync;

import io.meshlog.embedded.PostgresDatabase;
import io.meshlog.model.resource.Origin;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** A process that is Global, writes one mesh and halts at the fail point it is told. */
final class HaltingPublisher {
  static final int HALTED = 42;

  private HaltingPublisher() {}

  public static void main(String[] args) throws Exception {
    PostgresDatabase database =
        new PostgresDatabase(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]);
    TestCp global =
        TestCp.on(
            database,
            Origin.GLOBAL,
            TestBroker.at(args[5]),
            point -> {
              if (point.equals(args[6])) {
                Runtime.getRuntime().halt(HALTED);
              }
            },
            Clock.systemUTC());
    global.putMesh(args[7]);
    TimeUnit.SECONDS.sleep(90);
    System.exit(1);
  }

  /** Runs one to its end, and says with which status it ended. */
  static int run(PostgresDatabase database, TestBroker broker, String point, String mesh)
      throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                HaltingPublisher.class.getName(),
                database.host(),
                Integer.toString(database.port()),
                database.name(),
                database.user(),
                database.password(),
                broker.settings().bootstrapServers(),
                point,
                mesh)
            .inheritIO()
            .start();
    if (!child.waitFor(120, TimeUnit.SECONDS)) {
      child.destroyForcibly();
    }
    return child.waitFor();
  }
}

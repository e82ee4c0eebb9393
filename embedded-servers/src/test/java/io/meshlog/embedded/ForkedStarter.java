package io.meshlog.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts a server in a JVM that a test then kills: the owner that dies without a farewell. */
final class ForkedStarter {

  private final Process jvm;
  private final int port;

  private ForkedStarter(Process jvm, int port) {
    this.jvm = jvm;
    this.port = port;
  }

  public static void main(String[] args) throws InterruptedException {
    Path folder = Path.of(args[1]);
    int port =
        switch (args[0]) {
          case "postgres" -> PostgresServer.start(PostgresOptions.in(folder)).port();
          case "kafka" -> KafkaBroker.start(KafkaOptions.in(folder)).port();
          default -> throw new IllegalArgumentException(args[0]);
        };
    System.out.println("port " + port);
    Thread.sleep(Long.MAX_VALUE);
  }

  static ForkedStarter start(String kind, Path folder) throws IOException {
    Process jvm =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    ForkedStarter.class.getName(),
                    kind,
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = jvm.inputReader();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("port ")) {
        return new ForkedStarter(jvm, Integer.parseInt(line.substring(5)));
      }
    }
    throw new IllegalStateException("the forked JVM ended without starting " + kind);
  }

  int port() {
    return port;
  }

  void kill() throws InterruptedException {
    jvm.destroyForcibly().waitFor();
  }
}

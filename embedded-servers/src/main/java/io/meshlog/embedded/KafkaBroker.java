package io.meshlog.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Kafka broker (KRaft, broker and controller in one) in a JVM of its own on 127.0.0.1. What
 * an earlier JVM left running in the folder is stopped first, known by process id and start time.
 * Topics are never made by accident: clients create them.
 */
public final class KafkaBroker implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final int START_TRIES = 3;

  private final KafkaOptions options;
  private final FolderLock lock;
  private final Process process;
  private final ProcessIdentity identity;
  private final int port;

  private KafkaBroker(
      KafkaOptions options, FolderLock lock, Process process, ProcessIdentity identity, int port) {
    this.options = options;
    this.lock = lock;
    this.process = process;
    this.identity = identity;
    this.port = port;
  }

  /**
   * Starts the broker and returns when it takes requests. Topics of an earlier run are there again.
   *
   * @throws ServerStartException when the folder is in use, a stranger has a port or the broker
   *     ends early; the message says which
   */
  public static KafkaBroker start(KafkaOptions options) {
    var lock = FolderLock.of(options.folder());
    try {
      stopRecorded(options);
      for (int tries = 1; ; tries++) {
        try {
          return launch(options, lock);
        } catch (ServerStartException e) {
          // A free port may be lost to another process before the broker binds it.
          if ((options.port() != 0 && options.controllerPort() != 0) || tries == START_TRIES) {
            throw e;
          }
        }
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Ends what a killed JVM left running in the folder, for a caller that will not start there.
   *
   * @throws ServerStartException when the folder is in use
   */
  public static void stopLeftover(KafkaOptions options) {
    try (var held = FolderLock.of(options.folder())) {
      stopRecorded(options);
    }
  }

  public int port() {
    return port;
  }

  /** What a client is given that no proxy stands in front of. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Completes when the broker's process has ended, for whatever reason. */
  public CompletableFuture<ProcessHandle> onExit() {
    return process.toHandle().onExit();
  }

  @Override
  public void close() {
    identity.stop(STOP_PATIENCE);
    forget();
  }

  /** Stops without a clean shutdown: for tests that throw the folder away, or mean a crash. */
  public void abandon() {
    identity.kill();
    identity.awaitEnd(STOP_PATIENCE);
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(options.processFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.close();
    }
  }

  private static void stopRecorded(KafkaOptions options) {
    ProcessIdentity.readFrom(options.processFile()).ifPresent(p -> p.stop(STOP_PATIENCE));
  }

  private static KafkaBroker launch(KafkaOptions options, FolderLock lock) {
    String server = "Kafka in " + options.folder();
    int port = LoopbackPort.resolve(options.port(), server);
    int controllerPort = LoopbackPort.resolve(options.controllerPort(), server);
    try {
      Files.deleteIfExists(options.readyFile());
      try (Writer writer = Files.newBufferedWriter(options.configuration())) {
        configuration(options, port, controllerPort).store(writer, null);
      }
      Process process =
          DetachedProcess.start(command(options), System.getenv(), options.folder(), options.log());
      var identity =
          ProcessIdentity.of(process.pid())
              .orElseThrow(() -> failure(options, "ended as soon as it was started"));
      identity.writeTo(options.processFile());
      try {
        awaitReady(options, process);
      } catch (RuntimeException e) {
        identity.kill();
        throw e;
      }
      return new KafkaBroker(options, lock, process, identity, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(KafkaOptions options) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xms64m",
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
        "-cp",
        classPath(),
        KafkaBrokerMain.class.getName(),
        options.configuration().toString(),
        options.readyFile().toString());
  }

  /**
   * This class's own jar or folder, and the broker's libraries: {@code broker-lib} beside it in the
   * build, or in the project that {@code meshlog.root} names when this jar was copied elsewhere.
   */
  private static String classPath() {
    try {
      Path own =
          Path.of(KafkaBroker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path project = Path.of(System.getProperty("meshlog.root", "."));
      return Stream.of(
              own.resolveSibling("broker-lib"),
              project.resolve("embedded-servers/target/broker-lib"))
          .filter(Files::isDirectory)
          .findFirst()
          .map(libraries -> own + ":" + libraries.toAbsolutePath() + "/*")
          .orElseThrow(() ->
              new ServerStartException(
                  "the broker's libraries are neither beside "
                      + own
                      + " nor in the project that -Dmeshlog.root names: build embedded-servers"));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Properties configuration(KafkaOptions options, int port, int controllerPort) {
    String here = "127.0.0.1:" + port;
    String controller = "127.0.0.1:" + controllerPort;
    String second = options.behind().map(b -> ",BEHIND://127.0.0.1:" + b.port()).orElse("");
    String secondTold = options.behind().map(b -> ",BEHIND://" + b.advertised()).orElse("");
    var p = new Properties();
    p.putAll(
        Map.of(
            "process.roles", "broker,controller",
            "node.id", "1",
            "controller.quorum.voters", "1@" + controller,
            "controller.listener.names", "CONTROLLER",
            "listeners", "PLAINTEXT://" + here + second + ",CONTROLLER://" + controller,
            "advertised.listeners", "PLAINTEXT://" + here + secondTold,
            "log.dirs", options.folder().resolve("log").toString(),
            "auto.create.topics.enable", "false",
            "group.initial.rebalance.delay.ms", "0",
            "log.cleaner.dedupe.buffer.size", "2097152"));
    for (String internal : List.of("offsets.topic", "transaction.state.log")) {
      p.put(internal + ".replication.factor", "1");
      p.put(internal + ".num.partitions", "4");
    }
    // A broker that comes back after a crash must wait until its earlier session has run out.
    p.put("broker.heartbeat.interval.ms", "1000");
    p.put("broker.session.timeout.ms", "4000");
    p.put(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("transaction.state.log.min.isr", "1");
    return p;
  }

  private static void awaitReady(KafkaOptions options, Process process) {
    // The broker writes the file when its own start-up returns: registered, unfenced, listening.
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    try {
      while (!Files.exists(options.readyFile())) {
        if (System.nanoTime() > deadline) {
          throw failure(options, "was not ready in " + START_PATIENCE.toSeconds() + " s");
        }
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw failure(options, "ended with status " + process.exitValue());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("interrupted while Kafka started", e);
    }
  }

  private static ServerStartException failure(KafkaOptions options, String what) {
    return new ServerStartException(
        "Kafka in " + options.folder() + " " + what + ":\n" + DetachedProcess.tail(options.log()));
  }
}

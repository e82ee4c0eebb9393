package io.meshlog.embedded.testing;

import io.meshlog.embedded.KafkaBroker;
import io.meshlog.embedded.KafkaOptions;
import org.testcontainers.kafka.KafkaContainer;

/** One Kafka broker per test JVM, in a process of its own; tests keep apart by topic names. */
public final class TestKafka {

  private static final String IMAGE = "apache/kafka:4.4.0";

  private final String bootstrapServers;

  private TestKafka(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** This JVM's broker, started by the first call and stopped when the JVM ends. */
  public static TestKafka shared() {
    return Shared.INSTANCE;
  }

  /** An own embedded broker, for tests that stop or kill it; the caller closes it. */
  public static KafkaBroker privateBroker() {
    return KafkaBroker.start(KafkaOptions.in(TestFolders.newFolder("kafka")));
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  private static final class Shared {
    // The embedded broker ends with its folder, the container by Testcontainers' own reaper.
    static final TestKafka INSTANCE =
        new TestKafka(
            switch (ServerChoice.here()) {
              case EMBEDDED -> privateBroker().bootstrapServers();
              case CONTAINERS -> Container.start();
            });
  }

  /** Apart, so that a module without Testcontainers on its class path can load the seam. */
  private static final class Container {
    @SuppressWarnings("resource")
    static String start() {
      var container = new KafkaContainer(IMAGE);
      container.start();
      return container.getBootstrapServers();
    }
  }
}

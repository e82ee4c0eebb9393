package io.meshlog.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to start a Kafka broker.
 *
 * @param folder holds the broker's log, its configuration and the record of its process
 * @param port on 127.0.0.1; 0 takes a free one at each start
 * @param controllerPort on 127.0.0.1; 0 takes a free one at each start
 * @param advertised {@code host:port} that clients are told to connect to, when it is not the
 *     broker's own: a proxy in front of it
 */
public record KafkaOptions(Path folder, int port, int controllerPort, Optional<String> advertised) {

  public KafkaOptions {
    folder = folder.toAbsolutePath().normalize();
  }

  /** In this folder, on free ports. */
  public static KafkaOptions in(Path folder) {
    return new KafkaOptions(folder, 0, 0, Optional.empty());
  }

  public KafkaOptions onPorts(int port, int controllerPort) {
    return new KafkaOptions(folder, port, controllerPort, advertised);
  }

  public KafkaOptions advertising(String hostAndPort) {
    return new KafkaOptions(folder, port, controllerPort, Optional.of(hostAndPort));
  }

  Path log() {
    return folder.resolve("kafka.log");
  }

  Path configuration() {
    return folder.resolve("broker.properties");
  }

  Path readyFile() {
    return folder.resolve("ready");
  }

  Path processFile() {
    return folder.resolve("process");
  }
}

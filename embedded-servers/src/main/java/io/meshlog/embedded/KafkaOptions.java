package io.meshlog.embedded;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to start a Kafka broker.
 *
 * @param folder holds the broker's log, its configuration and the record of its process
 * @param port on 127.0.0.1; 0 takes a free one at each start
 * @param controllerPort on 127.0.0.1; 0 takes a free one at each start
 * @param behind a second door, for clients that a proxy stands in front of
 */
public record KafkaOptions(Path folder, int port, int controllerPort, Optional<Behind> behind) {

  /**
   * A further port of the broker, whose clients are told to connect to another address.
   *
   * @param port of the broker, on 127.0.0.1
   * @param advertised {@code host:port} of the proxy
   */
  public record Behind(int port, String advertised) {}

  public KafkaOptions {
    folder = folder.toAbsolutePath().normalize();
  }

  /** In this folder, on free ports. */
  public static KafkaOptions in(Path folder) {
    return new KafkaOptions(folder, 0, 0, Optional.empty());
  }

  public KafkaOptions onPorts(int port, int controllerPort) {
    return new KafkaOptions(folder, port, controllerPort, behind);
  }

  public KafkaOptions alsoBehind(int port, String advertised) {
    return new KafkaOptions(
        folder, this.port, controllerPort, Optional.of(new Behind(port, advertised)));
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

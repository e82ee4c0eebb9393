package io.meshlog.embedded;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * The broker's own JVM: broker and controller in one. Arguments: the configuration file, and the
 * file that gets this process's id once the broker takes requests.
 */
public final class KafkaBrokerMain {

  private KafkaBrokerMain() {}

  public static void main(String[] args) throws IOException {
    Path configuration = Path.of(args[0]);
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(configuration)) {
      properties.load(reader);
    }
    Path logs = Path.of(properties.getProperty("log.dirs"));
    if (!Files.exists(logs.resolve("meta.properties"))) {
      String cluster = Uuid.randomUuid().toString();
      int status =
          StorageTool.execute(
              new String[] {"format", "-t", cluster, "-c", configuration.toString()}, System.out);
      if (status != 0) {
        System.exit(status);
      }
    }
    var server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
    server.startup();
    Files.writeString(Path.of(args[1]), Long.toString(ProcessHandle.current().pid()));
    server.awaitShutdown();
  }
}

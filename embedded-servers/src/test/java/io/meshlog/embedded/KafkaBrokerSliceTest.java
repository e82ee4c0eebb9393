package io.meshlog.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.embedded.testing.TestFolders;
import io.meshlog.embedded.testing.TestKafka;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaBrokerSliceTest {

  private final KafkaOptions options = KafkaOptions.in(TestFolders.newFolder("kafka"));

  @Test
  void keepsATopicOverARestart() throws Exception {
    try (var broker = KafkaBroker.start(options)) {
      createTopic(broker.bootstrapServers(), "kept");
      assertThat(send(broker.bootstrapServers(), "kept")).isEqualTo(0);
    }
    try (var broker = KafkaBroker.start(options)) {
      assertThat(send(broker.bootstrapServers(), "kept")).isEqualTo(1);
    }
  }

  @Test
  void stopsAndReplacesTheBrokerOfAKilledJvm() throws Exception {
    var owner = ForkedStarter.start("kafka", options.folder());
    createTopic("127.0.0.1:" + owner.port(), "kept");
    var left = ProcessIdentity.readFrom(options.processFile()).orElseThrow();
    owner.kill();
    assertThat(left.isAlive()).as("the broker outlives its JVM").isTrue();

    try (var broker = KafkaBroker.start(options)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(send(broker.bootstrapServers(), "kept")).isEqualTo(0);
    }
  }

  @Test
  void keepsAcknowledgedRecordsWhenTheBrokerIsKilled() throws Exception {
    try (var broker = KafkaBroker.start(options)) {
      createTopic(broker.bootstrapServers(), "kept");
      assertThat(send(broker.bootstrapServers(), "kept")).isEqualTo(0);
      broker.process().destroyForcibly();
      broker.onExit().join();
    }
    try (var broker = KafkaBroker.start(options)) {
      assertThat(send(broker.bootstrapServers(), "kept")).isEqualTo(1);
    }
  }

  @Test
  void refusesAPortThatAStrangerHas() throws Exception {
    try (var stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = stranger.getLocalPort();
      assertThatThrownBy(() -> KafkaBroker.start(options.onPorts(port, LoopbackPort.free())))
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("port " + port + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void sharesOneBrokerPerJvm() throws Exception {
    assertThat(TestKafka.shared()).isSameAs(TestKafka.shared());
    createTopic(TestKafka.shared().bootstrapServers(), "shared");
    assertThat(send(TestKafka.shared().bootstrapServers(), "shared")).isEqualTo(0);
  }

  private static void createTopic(String bootstrapServers, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var wanted = new NewTopic(topic, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(wanted)).all().get(30, TimeUnit.SECONDS);
    }
  }

  private static long send(String bootstrapServers, String topic) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
    var bytes = new ByteArraySerializer();
    try (var producer = new KafkaProducer<byte[], byte[]>(settings, bytes, bytes)) {
      byte[] value = "v".getBytes(StandardCharsets.UTF_8);
      return producer.send(new ProducerRecord<>(topic, value)).get(30, TimeUnit.SECONDS).offset();
    }
  }
}

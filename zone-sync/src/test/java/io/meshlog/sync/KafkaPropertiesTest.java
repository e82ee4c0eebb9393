package io.meshlog.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshlog.model.json.SpecJson;
import io.meshlog.sync.config.KafkaProperties;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KafkaPropertiesTest {

  private static KafkaProperties bind(String... settings) {
    Map<String, String> map = new TreeMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put("meshlog.kafka." + settings[i], settings[i + 1]);
    }
    return new Binder(new MapConfigurationPropertySource(map))
        .bindOrCreate("meshlog.kafka", KafkaProperties.class);
  }

  @Test
  void withoutServersAControlPlaneIsOnItsOwn() {
    assertThat(bind().federated()).isFalse();
    assertThat(bind("bootstrap-servers", " ").federated()).isFalse();
  }

  @Test
  void leavesReplicationToTheBrokerUnlessToldOtherwise() {
    assertThat(bind("bootstrap-servers", "a:1,b:2").settings().replicationFactor()).isEmpty();
    assertThat(
            bind("bootstrap-servers", "a:1", "replication-factor", "3")
                .settings()
                .replicationFactor())
        .hasValue((short) 3);
  }

  @Test
  void namesTheVariableThatIsWrong() {
    assertThatThrownBy(() -> bind("bootstrap-servers", "a:1", "heartbeat", "-1s"))
        .rootCause()
        .hasMessage("MESHLOG_KAFKA_HEARTBEAT must be positive");
    assertThatThrownBy(() -> bind("bootstrap-servers", "a:1,b"))
        .rootCause()
        .hasMessage("MESHLOG_KAFKA_BOOTSTRAP_SERVERS: 'b' is not host:port");
  }

  @Test
  void showsNoClientPropertyInTheSettingsInForce() {
    KafkaProperties kafka =
        bind("bootstrap-servers", "a:1", "properties[sasl.jaas.config]", "password=hidden");
    assertThat(kafka.settings().clientProperties()).containsKey("sasl.jaas.config");
    assertThat(SpecJson.plain().valueToTree(kafka).toString()).doesNotContain("hidden");
  }
}

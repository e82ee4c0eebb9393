package io.meshlog.sync.kafka;

import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Between the records of the contract and those of Kafka's client. */
public final class Records {
  private static final int ONLY_PARTITION = 0;

  private Records() {}

  public static TopicPartition partition(Topic topic) {
    return new TopicPartition(topic.name(), ONLY_PARTITION);
  }

  public static ProducerRecord<String, byte[]> to(Topic topic, TopicRecord record) {
    ProducerRecord<String, byte[]> out =
        new ProducerRecord<>(topic.name(), ONLY_PARTITION, record.key(), record.value());
    record
        .headers()
        .forEach((name, value) -> out.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return out;
  }

  /** Of several headers of one name the last counts. */
  public static TopicRecord from(ConsumerRecord<String, byte[]> record) {
    LinkedHashMap<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      byte[] value = header.value();
      headers.put(header.key(), value == null ? "" : new String(value, StandardCharsets.UTF_8));
    }
    String key = record.key();
    return new TopicRecord(key == null ? "" : key, record.value(), headers);
  }
}

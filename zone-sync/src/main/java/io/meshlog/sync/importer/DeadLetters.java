package io.meshlog.sync.importer;

import io.meshlog.events.envelope.DeadLetter;
import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.topic.Topics;
import io.meshlog.store.imports.ImportedRecord;
import io.meshlog.sync.kafka.KafkaClients;
import io.meshlog.sync.kafka.Records;
import io.meshlog.sync.kafka.TopicMaker;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of records put aside, for whoever watches the federation. The quarantine in the store is
 * what counts: a copy that cannot be written is logged and forgotten. Makes its producer when it is
 * first needed.
 */
public final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final KafkaClients clients;
  private final TopicMaker topics;
  private final String reader;
  private @Nullable Producer<String, byte[]> producer;

  /**
   * @param reader the control plane that could not use the records
   */
  public DeadLetters(KafkaClients clients, TopicMaker topics, String reader) {
    this.clients = clients;
    this.topics = topics;
    this.reader = reader;
  }

  /** A record and why it was not used. */
  record Letter(ImportedRecord record, String reason) {}

  synchronized void send(String topic, List<Letter> letters) throws InterruptedException {
    for (Letter letter : letters) {
      long offset = letter.record().offset();
      try {
        if (producer == null) {
          topics.ensure(List.of(Topics.DEAD_LETTERS));
          producer = clients.producer("dlt");
        }
        producer.send(
            Records.to(Topics.DEAD_LETTERS, written(topic, letter)),
            (done, failure) -> {
              if (failure != null) {
                LOG.warn("no dead letter for {} of {}: {}", offset, topic, failure.getMessage());
              }
            });
      } catch (KafkaException e) {
        LOG.warn("no dead letter for {} of {}: {}", offset, topic, e.getMessage());
      }
    }
  }

  private TopicRecord written(String topic, Letter letter) {
    ImportedRecord record = letter.record();
    return new DeadLetter(
            topic,
            record.offset(),
            reader,
            letter.reason(),
            record.key(),
            record.value(),
            record.headers())
        .written();
  }

  @Override
  public synchronized void close() {
    if (producer != null) {
      KafkaClients.close(producer);
      producer = null;
    }
  }
}

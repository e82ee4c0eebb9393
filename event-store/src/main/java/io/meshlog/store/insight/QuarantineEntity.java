package io.meshlog.store.insight;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;

/** Row of table {@code quarantine}, for reading: the importer writes it in its transaction. */
@Entity
@Table(name = "quarantine")
@NullUnmarked
class QuarantineEntity {
  @Id private long id;

  @Column(name = "source_log_id")
  private UUID sourceLogId;

  private String channel;
  private String topic;

  @Column(name = "record_offset")
  private Long offset;

  @Column(name = "resource_key")
  private String key;

  private String reason;
  private String detail;
  private byte[] record;
  private String state;

  @Column(name = "recorded_at")
  private Instant recordedAt;

  protected QuarantineEntity() {}

  Quarantined value() {
    return new Quarantined(
        id,
        sourceLogId,
        channel,
        topic,
        offset == null ? -1 : offset,
        key,
        reason,
        detail,
        record,
        state.equals("OPEN"),
        recordedAt);
  }
}

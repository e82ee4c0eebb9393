package io.meshlog.store.insight;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

/** Row of table {@code proxy_status}. */
@Entity
@Table(name = "proxy_status")
@NullUnmarked
class ProxyStatusEntity {
  @Id private String proxy;
  private String replica;

  @Column(name = "session_no")
  private long sessionNo;

  @Column(name = "target_pos")
  private long targetPos;

  @Column(name = "acked_pos")
  private long ackedPos;

  @Column(name = "nack_reason")
  private String nackReason;

  @Column(name = "last_seen")
  private Instant lastSeen;

  protected ProxyStatusEntity() {}

  ProxyStatus value() {
    return new ProxyStatus(proxy, replica, sessionNo, targetPos, ackedPos, nackReason, lastSeen);
  }
}

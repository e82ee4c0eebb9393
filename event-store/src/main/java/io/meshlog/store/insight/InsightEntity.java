package io.meshlog.store.insight;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;

/** Row of table {@code insight}. */
@Entity
@Table(name = "insight")
@NullUnmarked
class InsightEntity {
  @Embeddable
  record Id(String type, String mesh, String name, String zone) implements Serializable {}

  @EmbeddedId private Id id;

  @Column(nullable = false)
  private String body;

  /** Null in rows that an earlier version wrote. */
  @Column private String glance;

  @Column(name = "updated_at", nullable = false)
  private Instant updatedAt;

  protected InsightEntity() {}

  Insight value() {
    return new Insight(id.type(), id.mesh(), id.name(), id.zone(), body, updatedAt);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InsightEntity that && Objects.equals(id, that.id);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(id);
  }
}

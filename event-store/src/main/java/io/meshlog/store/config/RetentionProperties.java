package io.meshlog.store.config;

import io.meshlog.store.retention.RetentionPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the log is kept ({@code MESHLOG_STORE_RETENTION_*}); all of it unless something is
 * set. What one setting keeps is kept, whatever the other says.
 *
 * @param events the newest so many stay; 0: this keeps none
 * @param time what was recorded within so long stays; 0: this keeps none
 * @param chunk most events taken out in one transaction
 */
@ConfigurationProperties("meshlog.store.retention")
public record RetentionProperties(
    @DefaultValue("0") long events,
    @DefaultValue("0s") Duration time,
    @DefaultValue("1000") int chunk) {

  public RetentionProperties {
    if (events < 0 || time.isNegative() || chunk < 1) {
      throw new IllegalArgumentException(
          "meshlog.store.retention: events and time are 0 or more, chunk is 1 or more");
    }
  }

  RetentionPolicy policy() {
    return new RetentionPolicy(events, time, chunk);
  }
}

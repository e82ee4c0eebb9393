package io.meshlog.store.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much of the audit log is kept ({@code MESHLOG_AUDIT_*}).
 *
 * @param keep how long an entry is kept
 * @param entries about how many of each kind are kept, the newest
 * @param queue refusals that may wait to be written; more are dropped and counted; also most
 *     different ones within {@code repeats}
 * @param repeats within so long after a refusal, equal ones become one more entry
 */
@ConfigurationProperties("meshlog.audit")
public record AuditProperties(
    @DefaultValue("90d") Duration keep,
    @DefaultValue("100000") int entries,
    @DefaultValue("1000") int queue,
    @DefaultValue("1m") Duration repeats) {

  public AuditProperties {
    atLeast("keep (ms)", keep.toMillis(), 1_000);
    atLeast("entries", entries, 1);
    atLeast("queue", queue, 1);
    atLeast("repeats (ms)", repeats.toMillis(), 1);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "meshlog.audit." + name + ": " + value + " is less than " + least);
    }
  }
}

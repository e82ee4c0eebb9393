package io.meshlog.store.config;

import io.meshlog.store.append.AppenderLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Sizes and intervals of the store ({@code MESHLOG_STORE_*}).
 *
 * @param connections of the pool, one of which listens all the time
 * @param connectionWait how long a request waits for a connection before it is unavailable
 * @param queue commands that may wait for the log
 * @param batch most commands in one transaction
 * @param keyLifetime how long an idempotency key is remembered
 * @param safetyInterval of the read that should never find work
 * @param snapshotEvery events between two snapshots
 * @param lease how long a leased role lasts without renewal
 */
@ConfigurationProperties("meshlog.store")
public record StoreProperties(
    @DefaultValue("12") int connections,
    @DefaultValue("2s") Duration connectionWait,
    @DefaultValue("10000") int queue,
    @DefaultValue("200") int batch,
    @DefaultValue("24h") Duration keyLifetime,
    @DefaultValue("30s") Duration safetyInterval,
    @DefaultValue("10000") int snapshotEvery,
    @DefaultValue("5s") Duration lease) {

  public StoreProperties {
    atLeast("connections", connections, 4);
    atLeast("queue", queue, 1);
    atLeast("batch", batch, 1);
    atLeast("snapshot-every", snapshotEvery, 1);
    atLeast("connection-wait (ms)", connectionWait.toMillis(), 250);
    atLeast("safety-interval (ms)", safetyInterval.toMillis(), 1);
    atLeast("lease (ms)", lease.toMillis(), 100);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "meshlog.store." + name + ": " + value + " is less than " + least);
    }
  }

  public AppenderLimits limits() {
    return new AppenderLimits(queue, batch, keyLifetime);
  }
}

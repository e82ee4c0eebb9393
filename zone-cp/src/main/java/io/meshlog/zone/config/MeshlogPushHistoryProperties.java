package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.zone.status.PushRecorder;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code MESHLOG_PUSH_HISTORY_*}: the record of what proxies were told.
 *
 * @param keep pushes of a proxy that are kept
 * @param age after which a push goes
 * @param delay that a push waits for its outcome before it is stored
 * @param queue pushes that may wait for the database, and one of each proxy beyond
 */
@ConfigurationProperties("meshlog.push-history")
public record MeshlogPushHistoryProperties(
    @DefaultValue("200") int keep,
    @DefaultValue("168h") Duration age,
    @DefaultValue("500ms") Duration delay,
    @DefaultValue("2000") int queue) {
  public MeshlogPushHistoryProperties {
    positive("keep", keep);
    positive("age", age.toMillis());
    positive("delay", delay.toMillis());
    positive("queue", queue);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new SettingProblem("meshlog.push-history." + name, "must be positive");
    }
  }

  PushRecorder.Limits limits() {
    return new PushRecorder.Limits(delay, keep, age, queue);
  }
}

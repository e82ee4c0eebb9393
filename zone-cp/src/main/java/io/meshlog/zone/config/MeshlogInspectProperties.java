package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.zone.admin.EnvoyAdmin;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code MESHLOG_INSPECT_*}: asking the Envoys of proxies.
 *
 * @param timeout of one question
 * @param answerLimit largest answer that is passed on
 * @param atOnce questions that may run together
 */
@ConfigurationProperties("meshlog.inspect")
public record MeshlogInspectProperties(
    @DefaultValue("10s") Duration timeout,
    @DefaultValue("32MB") DataSize answerLimit,
    @DefaultValue("8") int atOnce) {
  public MeshlogInspectProperties {
    positive("timeout", timeout.toMillis());
    positive("answer-limit", answerLimit.toBytes());
    positive("at-once", atOnce);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new SettingProblem("meshlog.inspect." + name, "must be positive");
    }
  }

  EnvoyAdmin.Limits limits() {
    return new EnvoyAdmin.Limits(timeout, answerLimit.toBytes(), atOnce);
  }
}

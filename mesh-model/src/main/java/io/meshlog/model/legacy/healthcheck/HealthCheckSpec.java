package io.meshlog.model.legacy.healthcheck;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.json.ProtoBytes;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How clients probe endpoints. */
public record HealthCheckSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<HealthCheckSpec> TYPE =
      ResourceType.named("HealthCheck", HealthCheckSpec.class)
          .path("health-checks")
          .displayNames("Health Check", "Health Checks")
          .legacyPolicy()
          .rules(new HealthCheckRules())
          .withoutEffect("MeshHealthCheck")
          .build();

  public record Conf(
      @Nullable ProtoDuration interval,
      @Nullable ProtoDuration timeout,
      @JsonAlias("unhealthy_threshold") @UInt32 long unhealthyThreshold,
      @JsonAlias("healthy_threshold") @UInt32 long healthyThreshold,
      @JsonAlias("initial_jitter") @Nullable ProtoDuration initialJitter,
      @JsonAlias("interval_jitter") @Nullable ProtoDuration intervalJitter,
      @JsonAlias("interval_jitter_percent") @UInt32 long intervalJitterPercent,
      @JsonAlias("healthy_panic_threshold") @Wrapped @Nullable Double healthyPanicThreshold,
      @JsonAlias("fail_traffic_on_panic") @Wrapped @Nullable Boolean failTrafficOnPanic,
      @JsonAlias("event_log_path") @Nullable String eventLogPath,
      @JsonAlias("always_log_health_check_failures") @Wrapped
          @Nullable Boolean alwaysLogHealthCheckFailures,
      @JsonAlias("no_traffic_interval") @Nullable ProtoDuration noTrafficInterval,
      @Nullable Tcp tcp,
      @Nullable Http http,
      @JsonAlias("reuse_connection") @Wrapped @Nullable Boolean reuseConnection) {}

  public record Tcp(@Wrapped @Nullable ProtoBytes send, @Nullable List<ProtoBytes> receive) {}

  public record Http(
      @Nullable String path,
      @JsonAlias("request_headers_to_add") @Nullable List<HeaderOption> requestHeadersToAdd,
      @JsonAlias("expected_statuses") @Nullable List<Long> expectedStatuses) {}

  public record HeaderOption(@Nullable Header header, @Wrapped @Nullable Boolean append) {}

  public record Header(@Nullable String key, @Nullable String value) {}
}

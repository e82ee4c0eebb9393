package io.meshlog.model.legacy.timeout;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How long clients wait. */
public record TimeoutSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<TimeoutSpec> TYPE =
      ResourceType.named("Timeout", TimeoutSpec.class)
          .path("timeouts")
          .displayNames("Timeout", "Timeouts")
          .legacyPolicy()
          .rules(new TimeoutRules())
          .withoutEffect("MeshTimeout")
          .build();

  public record Conf(
      @JsonAlias("connect_timeout") @Nullable ProtoDuration connectTimeout,
      @Nullable Tcp tcp,
      @Nullable Http http,
      @Nullable Grpc grpc) {}

  public record Tcp(@JsonAlias("idle_timeout") @Nullable ProtoDuration idleTimeout) {}

  public record Http(
      @JsonAlias("request_timeout") @Nullable ProtoDuration requestTimeout,
      @JsonAlias("idle_timeout") @Nullable ProtoDuration idleTimeout,
      @JsonAlias("stream_idle_timeout") @Nullable ProtoDuration streamIdleTimeout,
      @JsonAlias("max_stream_duration") @Nullable ProtoDuration maxStreamDuration) {}

  public record Grpc(
      @JsonAlias("stream_idle_timeout") @Nullable ProtoDuration streamIdleTimeout,
      @JsonAlias("max_stream_duration") @Nullable ProtoDuration maxStreamDuration) {}
}

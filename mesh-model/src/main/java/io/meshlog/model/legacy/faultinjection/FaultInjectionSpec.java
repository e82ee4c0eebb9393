package io.meshlog.model.legacy.faultinjection;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.Spec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Faults for tests. */
public record FaultInjectionSpec(
    @Nullable List<Selector> sources, @Nullable List<Selector> destinations, @Nullable Conf conf)
    implements Spec {

  public static final ResourceType<FaultInjectionSpec> TYPE =
      ResourceType.named("FaultInjection", FaultInjectionSpec.class)
          .path("fault-injections")
          .displayNames("Fault Injection", "Fault Injections")
          .legacyPolicy()
          .rules(new FaultInjectionRules())
          .withoutEffect("MeshFaultInjection")
          .build();

  public record Conf(
      @Nullable Delay delay,
      @Nullable Abort abort,
      @JsonAlias("response_bandwidth") @Nullable Bandwidth responseBandwidth) {}

  public record Delay(@Wrapped @Nullable Double percentage, @Nullable ProtoDuration value) {
    static final Delay NONE = new Delay(null, null);
  }

  public record Abort(
      @Wrapped @Nullable Double percentage, @UInt32Value @Nullable Long httpStatus) {
    static final Abort NONE = new Abort(null, null);
  }

  public record Bandwidth(@Wrapped @Nullable Double percentage, @Wrapped @Nullable String limit) {
    static final Bandwidth NONE = new Bandwidth(null, null);
  }
}

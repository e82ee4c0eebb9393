package io.meshlog.xds.policy.meshfaultinjection;

import io.meshlog.model.json.GoDuration;
import io.meshlog.model.target.Matched;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.TargetRef;
import io.meshlog.model.target.Targeted;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a proxy does wrong on purpose, so that others can show how they cope. */
public record MeshFaultInjection(
    @Nullable TargetRef targetRef,
    @Nullable List<Targeted<Conf>> to,
    @Nullable List<Targeted<Conf>> from,
    @Nullable List<Matched<Conf>> rules)
    implements PolicySpec {

  /** Each item is a fault of its own. The list of a stronger policy replaces a weaker one's. */
  public record Conf(@Nullable List<Fault> http) {
    public List<Fault> faults() {
      return PolicySpec.orNone(http);
    }
  }

  public record Fault(
      @Nullable Abort abort, @Nullable Delay delay, @Nullable Bandwidth responseBandwidth) {}

  /**
   * @param percentage of the requests: an integer or a decimal in a string, as everywhere here
   */
  public record Abort(@Nullable Integer httpStatus, @Nullable Object percentage) {}

  public record Delay(@Nullable GoDuration value, @Nullable Object percentage) {}

  /**
   * @param limit a number with kbps, Mbps or Gbps
   */
  public record Bandwidth(@Nullable String limit, @Nullable Object percentage) {
    private static final Pattern LIMIT = Pattern.compile("(\\d{1,9})\\s?([kMG])bps");

    /** In Envoy's kbps; empty when the limit is not of the form. */
    OptionalLong kbps() {
      Matcher parts = LIMIT.matcher(limit == null ? "" : limit);
      if (!parts.matches()) {
        return OptionalLong.empty();
      }
      long factor =
          switch (parts.group(2)) {
            case "M" -> 1_000L;
            case "G" -> 1_000_000L;
            default -> 1L;
          };
      return OptionalLong.of(Long.parseLong(parts.group(1)) * factor);
    }
  }

  @Override
  public List<Targeted<Conf>> toEntries() {
    return PolicySpec.orNone(to);
  }

  @Override
  public List<Targeted<Conf>> fromEntries() {
    return PolicySpec.orNone(from);
  }

  @Override
  public List<Matched<Conf>> ruleEntries() {
    return PolicySpec.orNone(rules);
  }
}

package io.meshlog.model.legacy.faultinjection;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.faultinjection.FaultInjectionSpec.Abort;
import io.meshlog.model.legacy.faultinjection.FaultInjectionSpec.Bandwidth;
import io.meshlog.model.legacy.faultinjection.FaultInjectionSpec.Conf;
import io.meshlog.model.legacy.faultinjection.FaultInjectionSpec.Delay;
import io.meshlog.model.resource.Selector;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.StatusCodes;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which FaultInjections are accepted. */
final class FaultInjectionRules implements SpecRules<FaultInjectionSpec> {
  private static final Pattern SPEED = Pattern.compile("\\d*\\s?[gmk]bps");
  private static final Set<String> HTTP = Set.of("http", "http2", "grpc");

  @Override
  public void validate(FaultInjectionSpec spec, Violations violations) {
    SelectorRules.ANY.some(spec.sources(), violations.at("sources"));
    destinations(
        Objects.requireNonNullElse(spec.destinations(), List.of()), violations.at("destinations"));
    Conf conf = Objects.requireNonNullElse(spec.conf(), new Conf(null, null, null));
    Violations at = violations.at("conf");
    Delay delay = Delay.NONE.equals(conf.delay()) ? null : conf.delay();
    Abort abort = Abort.NONE.equals(conf.abort()) ? null : conf.abort();
    Bandwidth bandwidth =
        Bandwidth.NONE.equals(conf.responseBandwidth()) ? null : conf.responseBandwidth();
    if (delay == null && abort == null && bandwidth == null) {
      at.add("must have at least one of the faults configured");
    }
    if (delay != null) {
      Checks.percentage(delay.percentage(), at.at("delay"));
      if (delay.value() == null) {
        at.add("delay.value", Checks.EMPTY);
      }
    }
    if (abort != null) {
      Checks.percentage(abort.percentage(), at.at("abort"));
      status(abort.httpStatus(), at.at("abort.httpStatus"));
    }
    if (bandwidth != null) {
      Checks.percentage(bandwidth.percentage(), at.at("responseBandwidth"));
      limit(bandwidth.limit(), at.at("responseBandwidth.limit"));
    }
  }

  private static void destinations(List<Selector> selectors, Violations at) {
    if (selectors.isEmpty()) {
      at.add("must have at least one element");
    }
    for (int i = 0; i < selectors.size(); i++) {
      Tags tags = selectors.get(i).match();
      Violations here = at.index(i).at("match");
      String protocol = tags.get(Tags.PROTOCOL);
      if (protocol == null) {
        here.add("protocol must be specified");
      } else if (!HTTP.contains(protocol.toLowerCase(Locale.ROOT))) {
        here.key(Tags.PROTOCOL).add("must be one of the [http, http2, grpc]");
      }
      SelectorRules.ANY.tags(tags, here);
    }
  }

  private static void status(@Nullable Long status, Violations at) {
    if (status == null) {
      at.add(Checks.EMPTY);
    } else if (!StatusCodes.known(status)) {
      at.add("http status code is incorrect");
    }
  }

  private static void limit(@Nullable String limit, Violations at) {
    if (limit == null) {
      at.add(Checks.EMPTY);
    } else if (!SPEED.matcher(limit).find()) {
      at.add("has to be in kbps/mbps/gbps units");
    }
  }
}

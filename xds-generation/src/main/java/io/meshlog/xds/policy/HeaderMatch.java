package io.meshlog.xds.policy;

import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one header, as several policies have it.
 *
 * @param type null means Exact
 */
public record HeaderMatch(@Nullable Type type, @Nullable String name, @Nullable String value) {
  /** The words are Kuma's. */
  public enum Type {
    Exact,
    Present,
    RegularExpression,
    Absent,
    Prefix
  }

  /** With the type said, as Kuma's schema stores it. */
  public HeaderMatch complete() {
    return type == null ? new HeaderMatch(Type.Exact, name, value) : this;
  }

  public HeaderMatcher matcher() {
    HeaderMatcher.Builder matcher =
        HeaderMatcher.newBuilder().setName(Objects.requireNonNullElse(name, ""));
    String wanted = Objects.requireNonNullElse(value, "");
    return switch (Objects.requireNonNullElse(type, Type.Exact)) {
      case Exact -> matcher.setStringMatch(StringMatcher.newBuilder().setExact(wanted)).build();
      case Prefix -> matcher.setStringMatch(StringMatcher.newBuilder().setPrefix(wanted)).build();
      case RegularExpression ->
          matcher
              .setStringMatch(
                  StringMatcher.newBuilder()
                      .setSafeRegex(RegexMatcher.newBuilder().setRegex(wanted)))
              .build();
      case Present -> matcher.setPresentMatch(true).build();
      case Absent -> matcher.setPresentMatch(false).build();
    };
  }
}

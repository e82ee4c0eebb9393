package io.meshlog.xds.policy;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.meshlog.model.resource.Violations;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers to add and to set, as several policies have them. */
public record HeaderEdits(@Nullable List<Header> set, @Nullable List<Header> add) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+\\-.^_`|~]+");

  public record Header(@Nullable String name, @Nullable String value) {}

  /**
   * Those to add first.
   *
   * @param splitAdded whether commas part the values of headers to add; those to set always do
   */
  public List<HeaderValueOption> options(boolean splitAdded) {
    List<HeaderValueOption> options = new ArrayList<>();
    for (Header header : PolicyChecks.orNone(add)) {
      for (String value : splitAdded ? values(header) : List.of(whole(header))) {
        options.add(option(header, value, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD));
      }
    }
    for (Header header : PolicyChecks.orNone(set)) {
      for (String value : values(header)) {
        options.add(option(header, value, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD));
      }
    }
    return options;
  }

  /** Names must be there, and of the form that Kuma's schema asks for. */
  public void schema(Violations at) {
    names(PolicyChecks.orNone(add), "add", at);
    names(PolicyChecks.orNone(set), "set", at);
  }

  private static void names(List<Header> headers, String list, Violations at) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.get(i).name();
      if (name == null) {
        at.at(list, i).add("name", PolicyChecks.REQUIRED);
      } else if (!NAME.matcher(name).matches()) {
        at.at(list, i).add("name", "in body should match '^[a-z0-9!#$%&'*+\\-.^_\\x60|~]+$'");
      }
      if (headers.get(i).value() == null) {
        at.at(list, i).add("value", PolicyChecks.REQUIRED);
      }
    }
  }

  private static List<String> values(Header header) {
    return List.of(whole(header).split(",", -1));
  }

  private static String whole(Header header) {
    return Objects.requireNonNullElse(header.value(), "");
  }

  private static HeaderValueOption option(Header header, String value, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(Objects.requireNonNullElse(header.name(), ""))
                .setValue(value))
        .setAppendAction(action)
        .build();
  }
}

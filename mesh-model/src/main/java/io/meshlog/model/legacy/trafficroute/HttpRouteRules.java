package io.meshlog.model.legacy.trafficroute;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Add;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Headers;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Host;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Match;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Modify;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Path;
import io.meshlog.model.legacy.trafficroute.HttpRoute.RegexReplace;
import io.meshlog.model.legacy.trafficroute.HttpRoute.Remove;
import io.meshlog.model.legacy.trafficroute.HttpRoute.StringMatcher;
import io.meshlog.model.resource.Violations;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Matches and modifications of a TrafficRoute. */
final class HttpRouteRules {
  private HttpRouteRules() {}

  static void match(@Nullable Match match, Violations at) {
    if (match == null || match.empty()) {
      at.add(
          "must be present and contain at least one of the elements: \"method\", \"path\" or"
              + " \"headers\"");
      return;
    }
    if (match.method() != null) {
      matcher(match.method(), at.at("method"));
    }
    if (match.path() != null) {
      matcher(match.path(), at.at("path"));
    }
    Map<String, StringMatcher> headers = Objects.requireNonNullElse(match.headers(), Map.of());
    new TreeMap<>(headers)
        .forEach((name, matcher) -> {
          Violations here = at.atKey("headers", name);
          if (name.isEmpty()) {
            here.add(Checks.EMPTY);
          }
          matcher(matcher, here);
        });
  }

  private static void matcher(@Nullable StringMatcher matcher, Violations at) {
    if (matcher == null
        || (matcher.exact() == null && matcher.prefix() == null && matcher.regex() == null)) {
      // The words are Kuma's.
      at.add("cannot be empty. Available options: \"exact\", \"split\" or \"regex\"");
      return;
    }
    if (matcher.prefix() != null) {
      Checks.given(matcher.prefix(), at.at("prefix"));
    }
    if (matcher.regex() != null) {
      Checks.given(matcher.regex(), at.at("regex"));
    }
  }

  static void modify(Modify modify, @Nullable Match match, Violations at) {
    if (modify.path() != null) {
      path(modify.path(), match, at.at("path"));
    }
    if (modify.host() != null) {
      host(modify.host(), at.at("host"));
    }
    if (modify.requestHeaders() != null) {
      headers(modify.requestHeaders(), at.at("requestHeaders"));
    }
    if (modify.responseHeaders() != null) {
      headers(modify.responseHeaders(), at.at("responseHeaders"));
    }
  }

  private static void path(Path path, @Nullable Match match, Violations at) {
    if (path.rewritePrefix() != null) {
      Checks.given(path.rewritePrefix(), at.at("rewritePrefix"));
      boolean byPrefix =
          match != null && match.path() != null && !Checks.blank(match.path().prefix());
      if (!path.rewritePrefix().isEmpty() && !byPrefix) {
        at.add("rewritePrefix", "can only be set when .http.match.path.prefix is not empty");
      }
    } else if (path.regex() != null) {
      replacement(path.regex(), at.at("regex"));
    } else {
      at.add("either \"rewritePrefix\" or \"regex\" has to be set");
    }
  }

  private static void host(Host host, Violations at) {
    if (host.value() != null) {
      Checks.given(host.value(), at.at("value"));
    } else if (host.fromPath() != null) {
      replacement(host.fromPath(), at.at("fromPath"));
    } else {
      at.add("either \"value\" or \"fromPath\" has to be set");
    }
  }

  private static void replacement(RegexReplace regex, Violations at) {
    Checks.given(regex.pattern(), at.at("pattern"));
    Checks.given(regex.substitution(), at.at("substitution"));
  }

  private static void headers(Headers headers, Violations at) {
    List<Add> added = Objects.requireNonNullElse(headers.add(), List.of());
    for (int i = 0; i < added.size(); i++) {
      name(added.get(i).name(), at.at("add", i).at("name"));
      Checks.given(added.get(i).value(), at.at("add", i).at("value"));
    }
    List<Remove> removed = Objects.requireNonNullElse(headers.remove(), List.of());
    for (int i = 0; i < removed.size(); i++) {
      name(removed.get(i).name(), at.at("remove", i).at("name"));
    }
  }

  private static void name(@Nullable String name, Violations at) {
    if (Checks.blank(name)) {
      at.add(Checks.EMPTY);
    } else if (name.startsWith(":") || name.equals("host") || name.equals("Host")) {
      at.add("host header and HTTP/2 pseudo-headers are not allowed to be modified");
    }
  }
}

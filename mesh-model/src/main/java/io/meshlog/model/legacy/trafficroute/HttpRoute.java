package io.meshlog.model.legacy.trafficroute;

import io.meshlog.model.json.OneOf;
import io.meshlog.model.json.Wrapped;
import io.meshlog.model.legacy.trafficroute.TrafficRouteSpec.Split;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where some requests go. */
public record HttpRoute(
    @Nullable Match match,
    @Nullable Modify modify,
    @Nullable List<Split> split,
    @Nullable Tags destination) {
  public HttpRoute {
    destination = destination == null || destination.isEmpty() ? null : destination;
  }

  public record Match(
      @Nullable StringMatcher method,
      @Nullable StringMatcher path,
      @Nullable Map<String, StringMatcher> headers) {
    boolean empty() {
      return method == null && path == null && (headers == null || headers.isEmpty());
    }
  }

  /** One of these. */
  public record StringMatcher(
      @Wrapped @Nullable String prefix,
      @Wrapped @Nullable String exact,
      @Wrapped @Nullable String regex) {
    public StringMatcher {
      new OneOf().or("prefix", prefix).or("exact", exact).or("regex", regex).check();
    }
  }

  public record Modify(
      @Nullable Path path,
      @Nullable Host host,
      @Nullable Headers requestHeaders,
      @Nullable Headers responseHeaders) {}

  /** One of these. */
  public record Path(@Wrapped @Nullable String rewritePrefix, @Nullable RegexReplace regex) {
    public Path {
      new OneOf().or("rewritePrefix", rewritePrefix).or("regex", regex).check();
    }
  }

  /** One of these. */
  public record Host(@Wrapped @Nullable String value, @Nullable RegexReplace fromPath) {
    public Host {
      new OneOf().or("value", value).or("fromPath", fromPath).check();
    }
  }

  public record RegexReplace(@Nullable String pattern, @Nullable String substitution) {}

  public record Headers(@Nullable List<Add> add, @Nullable List<Remove> remove) {}

  public record Add(@Nullable String name, @Nullable String value, boolean append) {}

  public record Remove(@Nullable String name) {}
}

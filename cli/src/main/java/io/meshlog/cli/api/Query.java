package io.meshlog.cli.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A path with its query, escaped as it is built. */
public final class Query {
  private final StringBuilder text;
  private boolean first = true;

  private Query(String path) {
    this.text = new StringBuilder(path);
  }

  public static Query of(String path) {
    return new Query(path);
  }

  /** Adds a parameter, unless its value is null or empty. */
  public Query with(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      text.append(first ? '?' : '&').append(escape(name)).append('=').append(escape(value));
      first = false;
    }
    return this;
  }

  /** One segment of a path. */
  public static String segment(String value) {
    return escape(value).replace("+", "%20");
  }

  private static String escape(Object value) {
    return URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

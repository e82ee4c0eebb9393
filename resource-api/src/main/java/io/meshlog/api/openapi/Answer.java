package io.meshlog.api.openapi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is answered with some status.
 *
 * @param content schemas by media type; none: no body
 * @param headers that come with it, beside the usual ones
 */
public record Answer(String description, Map<String, Schema> content, List<String> headers) {
  public static final String JSON = "application/json";
  public static final String TEXT = "text/plain";

  public Answer {
    content = Map.copyOf(content);
    headers = List.copyOf(headers);
  }

  public static Answer json(String description, Schema schema, String... headers) {
    return new Answer(description, Map.of(JSON, schema), List.of(headers));
  }

  public static Answer text(String description) {
    return new Answer(description, Map.of(TEXT, Schema.string()), List.of());
  }

  public static Answer empty(String description, String... headers) {
    return new Answer(description, Map.of(), List.of(headers));
  }

  /** Either may come. */
  public Answer or(Answer other) {
    Map<String, Schema> both = new TreeMap<>(content);
    both.putAll(other.content);
    return new Answer(description + ", or " + other.description, both, headers);
  }
}

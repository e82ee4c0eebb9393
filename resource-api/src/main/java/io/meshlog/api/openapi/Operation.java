package io.meshlog.api.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a route takes and answers. What all routes have in common is added by the document.
 *
 * @param id unique; empty when nobody has described the route
 * @param tag under which it is listed
 * @param parameters without the path's, which the template tells
 * @param body as JSON, null when it takes none
 * @param answers by status
 */
public record Operation(
    String id,
    String tag,
    String summary,
    boolean deprecated,
    List<Parameter> parameters,
    @Nullable Schema body,
    SortedMap<Integer, Answer> answers) {
  public static final Operation UNDESCRIBED = of("", "", "");

  public Operation {
    parameters = List.copyOf(parameters);
    answers = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(answers));
  }

  public static Operation of(String id, String tag, String summary) {
    return new Operation(id, tag, summary, false, List.of(), null, new TreeMap<>());
  }

  public boolean described() {
    return !id.isEmpty();
  }

  /** The same at another path segment than the type's own: new clients use that. */
  public Operation at(String segment, String own) {
    if (segment.equals(own)) {
      return this;
    }
    StringBuilder other = new StringBuilder(id).append("At");
    for (String word : segment.split("\\W+")) {
      other.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return new Operation(other.toString(), tag, summary, true, parameters, body, answers);
  }

  public Operation with(List<Parameter> more) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.addAll(more);
    return new Operation(id, tag, summary, deprecated, all, body, answers);
  }

  public Operation with(Parameter... more) {
    return with(List.of(more));
  }

  public Operation taking(Schema schema) {
    return new Operation(id, tag, summary, deprecated, parameters, schema, answers);
  }

  public Operation answering(int status, Answer answer) {
    SortedMap<Integer, Answer> all = new TreeMap<>(answers);
    all.put(status, answer);
    return new Operation(id, tag, summary, deprecated, parameters, body, all);
  }

  /** Refusals in the API's error format. */
  public Operation refusing(int... statuses) {
    SortedMap<Integer, Answer> all = new TreeMap<>(answers);
    for (int status : statuses) {
      all.put(status, Problems.answer(status));
    }
    return new Operation(id, tag, summary, deprecated, parameters, body, all);
  }

  /** Refusals of whoever asks for a moment in the log. */
  Operation answering(Map<Integer, Answer> more) {
    SortedMap<Integer, Answer> all = new TreeMap<>(more);
    all.putAll(answers);
    return new Operation(id, tag, summary, deprecated, parameters, body, all);
  }
}

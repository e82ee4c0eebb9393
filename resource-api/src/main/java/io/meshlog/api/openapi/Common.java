package io.meshlog.api.openapi;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parameters and answers that many routes have. */
public final class Common {
  static final Map<String, String> HEADERS =
      Map.of(
          "ETag", "version of the resource, for `If-Match`",
          "Meshlog-Position", "position in the log that the answer shows, or wrote",
          "Retry-After", "seconds to wait");

  private static final String POSITION_PATTERN =
      "([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9]{1,9}:)?[0-9]{1,18}";
  private static final String TIME_PATTERN =
      "[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{1,9})?Z";

  /** A position in the log, or a time. */
  public static final Schema MOMENT =
      new Schema.Named(
          "Moment", Schema.pattern("^(" + POSITION_PATTERN + "|" + TIME_PATTERN + ")$"));

  public static final Schema POSITION =
      new Schema.Named("Position", Schema.pattern("^" + POSITION_PATTERN + "$"));

  public static final Schema TIME = Schema.format("date-time");

  /** Which state to read (history.md). */
  public static final List<Parameter> MOMENTS =
      List.of(
          Parameter.query("asOf", "read the state of then: a position or a time", MOMENT)
              .withValue(),
          Parameter.query("minPosition", "wait until at least this position is shown", POSITION)
              .withValue(),
          Parameter.query(
              "timeout",
              "how long to wait for `minPosition`, at most 30s",
              Schema.pattern("^(0|[0-9]{1,4}(ms|s|m))$")));

  public static final List<Parameter> PAGE =
      List.of(
          Parameter.query("size", "items a page, 100 by default", Schema.integer(1, 1000)),
          Parameter.query(
              "offset", "first item of the page", Schema.integer(0, Integer.MAX_VALUE)));

  /** Of lists that are ordered by number, newest first. */
  public static final List<Parameter> CURSOR =
      List.of(
          Parameter.query("size", "items a page, 100 by default", Schema.integer(1, 1000)),
          Parameter.query("before", "the next older ones", Schema.integer(1, Long.MAX_VALUE)),
          Parameter.query("after", "the next newer ones", Schema.integer(0, Long.MAX_VALUE)));

  public static final Parameter IDEMPOTENCY_KEY =
      Parameter.header(
          "Idempotency-Key",
          "a request that is sent again with the same key is done once",
          Schema.pattern("^[!-~]{1,200}$"));

  private Common() {}

  /** A list in one answer per page. */
  public static Schema.Members page(Schema item) {
    return Schema.object()
        .with("total", Schema.integer(0))
        .with("items", Schema.listOf(item))
        .with("next", nullableText());
  }

  /** A list with addresses of the pages around it. */
  public static Schema.Members cursored(Schema item) {
    return Schema.object()
        .with("items", Schema.listOf(item))
        .with("next", nullableText())
        .with("prev", nullableText());
  }

  private static Schema nullableText() {
    return Schema.orNull((Schema.Plain) Schema.string());
  }

  /** What the API does around every route. */
  static Operation added(OpenApiDocument.Described route) {
    Map<Integer, Answer> more = new TreeMap<>();
    more.put(400, Problems.answer(400).or(Answer.text("the address cannot be read")));
    more.put(401, Problems.answer(401));
    if (route.json()) {
      more.put(406, Problems.answer(406));
    }
    if (route.operation().body() != null) {
      more.put(413, Problems.answer(413));
      more.put(415, Problems.answer(415));
    }
    return route.operation().answering(more);
  }
}

package io.meshlog.api.openapi;

/** Refusals (rest-and-dataplane-protocol.md 2.5). */
public final class Problems {
  public static final Schema SCHEMA =
      new Schema.Named(
          "Problem",
          Schema.object()
              .with("type", Schema.words("/std-errors"))
              .with("status", Schema.integer(400, 599))
              .with("title", Schema.string())
              .with("detail", Schema.string())
              .withOptional(
                  "invalid_parameters",
                  Schema.listOf(
                      Schema.object()
                          .with("field", Schema.string())
                          .with("reason", Schema.string())))
              .withOptional("floor", Schema.integer(0))
              .with("details", Schema.string())
              .withOptional(
                  "causes",
                  Schema.listOf(
                      Schema.object()
                          .with("field", Schema.string())
                          .with("message", Schema.string()))));

  private Problems() {}

  public static Answer answer(int status) {
    return switch (status) {
      case 400 -> of("What was asked is not valid: `invalid_parameters` says what");
      case 401 -> of("The token is not valid");
      case 403 -> of("The user may not do this");
      case 404 -> of("There is no such thing");
      case 405 -> of("This is not changed here");
      case 406 -> Answer.text("Nothing that the client accepts can be answered");
      case 409 -> of("Others changed the same at the same time");
      case 410 -> of("The log is no longer held that far back: `floor` says from where it is");
      case 412 -> of("The resource has another version than the request demands");
      case 413 -> of("The body is too large");
      case 415 -> Answer.text("The body is not `application/json`");
      case 422 -> of("The `Idempotency-Key` was that of another request");
      case 500 -> of("It failed, and not for what was asked");
      case 503 -> of("Cannot be done at the moment: try again", "Retry-After");
      case 504 -> of("The control plane did not reach the position in time");
      default -> throw new IllegalArgumentException("what does " + status + " mean?");
    };
  }

  private static Answer of(String description, String... headers) {
    return Answer.json(description, SCHEMA, headers);
  }
}

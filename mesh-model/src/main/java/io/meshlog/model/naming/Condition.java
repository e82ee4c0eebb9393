package io.meshlog.model.naming;

/** One thing that is known of a resource, in the form of Kubernetes. */
public record Condition(String type, String status, String reason, String message) {
  private static final String GENERATED = "Generated";

  static Condition generated() {
    return new Condition(GENERATED, "True", "Generated", "");
  }

  static Condition templateError(String why) {
    return new Condition(GENERATED, "False", "TemplateError", why);
  }

  static Condition collision(String type, String name) {
    return new Condition(
        GENERATED, "False", "Collision", "Hostname collision with " + type + ": " + name);
  }
}

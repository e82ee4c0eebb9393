package io.meshlog.api.openapi;

/**
 * Something beside the body that a request may carry.
 *
 * @param mayBeEmpty whether it counts as absent, or as said, when it has no value
 * @param deepObject whether it is written {@code name[key]=value}
 */
public record Parameter(
    In in,
    String name,
    String description,
    Schema schema,
    boolean required,
    boolean mayBeEmpty,
    boolean deepObject) {
  public enum In {
    PATH,
    QUERY,
    HEADER
  }

  public static Parameter path(String name, String description, Schema schema) {
    return new Parameter(In.PATH, name, description, schema, true, false, false);
  }

  public static Parameter query(String name, String description, Schema schema) {
    return new Parameter(In.QUERY, name, description, schema, false, true, false);
  }

  /** Written {@code name[key]=value}. */
  public static Parameter keyed(String name, String description, Schema schema) {
    return new Parameter(In.QUERY, name, description, schema, false, false, true);
  }

  public static Parameter header(String name, String description, Schema schema) {
    return new Parameter(In.HEADER, name, description, schema, false, false, false);
  }

  /** The same when it must have a value. */
  public Parameter withValue() {
    return new Parameter(in, name, description, schema, required, false, deepObject);
  }
}

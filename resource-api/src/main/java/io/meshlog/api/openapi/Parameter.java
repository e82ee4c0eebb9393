package io.meshlog.api.openapi;

/** Something beside the body that a request may carry. */
public record Parameter(
    In in, String name, String description, Schema schema, boolean required, boolean deepObject) {
  public enum In {
    PATH,
    QUERY,
    HEADER
  }

  public static Parameter path(String name, String description, Schema schema) {
    return new Parameter(In.PATH, name, description, schema, true, false);
  }

  public static Parameter query(String name, String description, Schema schema) {
    return new Parameter(In.QUERY, name, description, schema, false, false);
  }

  /** Written {@code name[key]=value}. */
  public static Parameter keyed(String name, String description, Schema schema) {
    return new Parameter(In.QUERY, name, description, schema, false, true);
  }

  public static Parameter header(String name, String description, Schema schema) {
    return new Parameter(In.HEADER, name, description, schema, false, false);
  }
}

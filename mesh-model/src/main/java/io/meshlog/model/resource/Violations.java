package io.meshlog.model.resource;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects violations under a field path. One per validation call, never shared between threads.
 */
public final class Violations {
  private final String path;
  private final List<Violation> found;

  private Violations(String path, List<Violation> found) {
    this.path = path;
    this.found = found;
  }

  public static Violations collector() {
    return new Violations("", new ArrayList<>());
  }

  /** The same collector, seen from a field below: {@code a} then {@code b} is {@code a.b}. */
  public Violations at(String field) {
    return new Violations(path.isEmpty() ? field : path + '.' + field, found);
  }

  /** The same collector at {@code <path>.<field>[index]}. */
  public Violations at(String field, int index) {
    return at(field + '[' + index + ']');
  }

  /** The same collector at {@code <path>.<field>["key"]}. */
  public Violations atKey(String field, String key) {
    return at(field + "[\"" + key + "\"]");
  }

  /** The same collector at {@code <path>["key"]}. */
  public Violations key(String key) {
    return new Violations(path + "[\"" + key + "\"]", found);
  }

  /** The same collector at {@code <path>[index]}. */
  public Violations index(int index) {
    return new Violations(path + '[' + index + ']', found);
  }

  /** Refuses the field this collector stands at. */
  public void add(String reason) {
    found.add(new Violation(path, reason));
  }

  public void add(String field, String reason) {
    at(field).add(reason);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public List<Violation> list() {
    return List.copyOf(found);
  }
}

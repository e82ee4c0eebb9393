package io.meshlog.model.decide;

/** What the writer believes of the resource it writes: the concurrency condition of an append. */
public sealed interface Expected {

  /** Whatever is there. */
  record AnyVersion() implements Expected {}

  /** Exactly this stream version ({@code If-Match}). */
  record ExactVersion(long version) implements Expected {}

  /** Nothing is there ({@code If-None-Match: *}). */
  record Absent() implements Expected {}

  AnyVersion ANY = new AnyVersion();
  Absent ABSENT = new Absent();
}

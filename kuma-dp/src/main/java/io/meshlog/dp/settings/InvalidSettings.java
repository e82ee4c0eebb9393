package io.meshlog.dp.settings;

import java.util.List;

/** The user's settings cannot be used; each problem names its flag or environment variable. */
public final class InvalidSettings extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public InvalidSettings(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  public List<String> problems() {
    return problems;
  }
}

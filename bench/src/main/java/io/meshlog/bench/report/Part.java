package io.meshlog.bench.report;

import io.meshlog.bench.Machine;
import java.time.LocalDate;
import java.util.List;

/**
 * One section of the document and what is said of it at the top, both as Markdown.
 *
 * @param brief goes on after the section's title; further lines are a list
 * @param text says when and where it was measured, then the figures
 */
record Part(String brief, String text) {
  private static final String MISSING = "Not measured yet.";

  static final Part NONE = new Part(": not measured yet.", MISSING);

  static Part of(Machine machine, LocalDate day, List<String> brief, String text) {
    StringBuilder lines = new StringBuilder(", " + day);
    for (int i = 0; i < brief.size(); i++) {
      lines.append(i == 0 ? ": " : "\n  - ").append(brief.get(i));
    }
    return new Part(
        lines.toString(),
        "Measured on %s, on a machine with %d processors, %.0f GiB, %s, JDK %s.\n\n%s"
            .formatted(
                day,
                machine.processors(),
                machine.memoryMib() / 1024.0,
                machine.kernel(),
                machine.jdk(),
                text.strip()));
  }

  boolean isMissing() {
    return text.startsWith(MISSING);
  }
}

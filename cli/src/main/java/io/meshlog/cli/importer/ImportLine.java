package io.meshlog.cli.importer;

import java.util.List;
import java.util.Locale;

/**
 * What became of one document.
 *
 * @param note why, or what to know about it; may be empty
 * @param warnings of the control plane
 */
public record ImportLine(
    String type, String mesh, String name, Outcome outcome, String note, List<String> warnings) {
  /** In the order in which they are counted. */
  public enum Outcome {
    CREATED,
    UPDATED,
    UNCHANGED,
    LEFT,
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ImportLine {
    warnings = List.copyOf(warnings);
  }
}

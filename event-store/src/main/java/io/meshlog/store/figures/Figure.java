package io.meshlog.store.figures;

import java.util.Map;

/**
 * One number at one moment.
 *
 * @param name as Prometheus has it
 * @param help the same for all figures of a name
 * @param labels the same keys for all figures of a name
 */
public record Figure(String name, String help, Map<String, String> labels, double value) {
  public Figure {
    labels = Map.copyOf(labels);
  }

  public static Figure of(String name, String help, double value) {
    return new Figure(name, help, Map.of(), value);
  }
}

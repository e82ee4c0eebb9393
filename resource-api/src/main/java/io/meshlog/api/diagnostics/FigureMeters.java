package io.meshlog.api.diagnostics;

import io.meshlog.store.figures.Figure;
import io.meshlog.store.figures.Figures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts figures into a meter registry, anew at each {@link #refresh}: what is no longer told is no
 * longer shown. Thread-safe.
 */
public final class FigureMeters {
  private final List<Figures> sources;
  private final MeterRegistry registry;
  private final Map<String, MultiGauge> gauges = new HashMap<>();

  public FigureMeters(List<Figures> sources, MeterRegistry registry) {
    this.sources = List.copyOf(sources);
    this.registry = registry;
  }

  /** Blocks as long as its sources do. */
  public synchronized void refresh() {
    Map<String, List<Figure>> byName = new LinkedHashMap<>();
    for (Figures source : sources) {
      for (Figure figure : source.now()) {
        byName.computeIfAbsent(figure.name(), name -> new java.util.ArrayList<>()).add(figure);
      }
    }
    byName.forEach((name, figures) ->
        gauges
            .computeIfAbsent(name, first -> gauge(figures.getFirst()))
            .register(figures.stream().map(FigureMeters::row).toList(), true));
    gauges.forEach((name, gauge) -> {
      if (!byName.containsKey(name)) {
        gauge.register(List.of(), true);
      }
    });
  }

  private MultiGauge gauge(Figure figure) {
    return MultiGauge.builder(figure.name()).description(figure.help()).register(registry);
  }

  private static MultiGauge.Row<?> row(Figure figure) {
    Tags tags =
        Tags.of(
            figure.labels().entrySet().stream()
                .map(label -> Tag.of(label.getKey(), label.getValue()))
                .toList());
    return MultiGauge.Row.of(tags, figure.value());
  }
}

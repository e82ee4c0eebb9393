package io.meshlog.sync.status;

import io.meshlog.store.figures.Figure;
import io.meshlog.store.figures.Figures;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Own;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reports as numbers. What is not known is left out. */
public final class SyncFigures implements Figures {
  private static final List<String> STATES =
      List.of("Online", "Offline", "Joining", "Degraded", "NameConflict", "Disabled");

  private final Supplier<Collection<ZoneSync>> reports;

  public SyncFigures(Supplier<Collection<ZoneSync>> reports) {
    this.reports = reports;
  }

  @Override
  public List<Figure> now() {
    return figures(reports.get());
  }

  static List<Figure> figures(Collection<ZoneSync> reports) {
    List<Figure> figures = new ArrayList<>();
    Set<String> followings = new HashSet<>();
    for (ZoneSync sync : reports) {
      for (String state : STATES) {
        figures.add(
            new Figure(
                "meshlog_sync_zone_state",
                "Whether a zone is in this state",
                Map.of("zone", sync.zone(), "state", state),
                state.equals(sync.state()) ? 1 : 0));
      }
      sync.reasons().stream()
          .collect(Collectors.groupingBy(Reason::code, Collectors.counting()))
          .forEach((code, count) ->
              figures.add(
                  new Figure(
                      "meshlog_sync_reasons",
                      "Reasons why a zone is not simply online, by code",
                      Map.of("zone", sync.zone(), "code", code),
                      count)));
      sync.channels().forEach(own -> add(own, figures));
      // Of two zones of the list each may tell how one follows the other.
      Stream.concat(sync.imports().stream(), sync.readers().stream())
          .filter(each -> followings.add(each.reader() + ' ' + each.channel()))
          .forEach(each -> add(each, figures));
    }
    return figures;
  }

  private static void add(Own own, List<Figure> figures) {
    Map<String, String> channel = Map.of("channel", own.channel());
    figures.add(
        new Figure(
            "meshlog_sync_waiting_events",
            "Events of a channel not yet on Kafka",
            channel,
            own.waitingEvents()));
    if (own.waitingSeconds() != null) {
      figures.add(
          new Figure(
              "meshlog_sync_waiting_seconds",
              "Age of the oldest event of a channel not yet on Kafka, by clocks",
              channel,
              own.waitingSeconds()));
    }
  }

  private static void add(Following each, List<Figure> figures) {
    Map<String, String> labels = Map.of("reader", each.reader(), "channel", each.channel());
    if (each.lagEvents() != null) {
      figures.add(
          new Figure(
              "meshlog_sync_lag_events",
              "Events of a channel that a reader has not taken in",
              labels,
              each.lagEvents()));
    }
    if (each.lagSeconds() != null) {
      figures.add(
          new Figure(
              "meshlog_sync_lag_seconds",
              "Age of the oldest event of a channel that a reader has not taken in, by clocks",
              labels,
              each.lagSeconds()));
    }
    if (each.stateEqual() != null) {
      figures.add(
          new Figure(
              "meshlog_sync_state_equal",
              "Whether reader and owner held the same at their newest common checkpoint",
              labels,
              each.stateEqual() ? 1 : 0));
    }
    figures.add(
        new Figure(
            "meshlog_sync_quarantined",
            "Records of a channel that a reader put aside",
            labels,
            each.quarantined()));
  }
}

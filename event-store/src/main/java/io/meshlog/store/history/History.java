package io.meshlog.store.history;

import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.store.log.EventLookup;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.Entry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What happened, by what it is about, by whom and when. Finding reads a bounded part of the log,
 * whatever is asked for. Thread-safe.
 */
public final class History {
  private static final int MOST_EXAMINED = 20_000;

  /**
   * @param entries newest first; may be fewer than asked for, even none, though there are more
   * @param older what to pass as {@code before} for the entries that follow, empty when none do
   * @param newer what to pass as {@code after} for the entries that came later, empty when there
   *     are none or the page is the newest
   */
  public record Page(List<HistoryEntry> entries, OptionalLong older, OptionalLong newer) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  private final LogReader reader;
  private final EventLookup lookup;
  private final HistorySearch search;

  public History(DataSource dataSource, LogReader reader) {
    this(dataSource, reader, MOST_EXAMINED);
  }

  /**
   * @param mostExamined events that one page may look at when no index leads to those wanted
   */
  History(DataSource dataSource, LogReader reader, int mostExamined) {
    this.reader = reader;
    this.lookup = new EventLookup(dataSource);
    this.search = new HistorySearch(dataSource, mostExamined);
  }

  public Page find(HistoryQuery query) throws SQLException {
    int size = query.page().size();
    HistorySearch.Found found = search.positions(query);
    List<Long> positions =
        new ArrayList<>(found.positions().subList(0, Math.min(size, found.positions().size())));
    OptionalLong onwards =
        found.positions().size() > size ? OptionalLong.of(positions.getLast()) : found.goOnFrom();
    boolean upwards = query.page().after().isPresent();
    if (upwards) {
      Collections.reverse(positions);
    }
    OptionalLong back = back(query.page(), positions);
    return new Page(entries(positions), upwards ? back : onwards, upwards ? onwards : back);
  }

  /** By position: who caused these events, as far as they are held. */
  public Map<Long, String> actors(Collection<Long> positions) throws SQLException {
    return lookup.actors(positions);
  }

  /** Back to where the reader of this page came from; from the newest page there is no way back. */
  private static OptionalLong back(HistoryQuery.Page page, List<Long> positions) {
    if (page.before().isPresent()) {
      return OptionalLong.of(
          positions.isEmpty() ? page.before().getAsLong() - 1 : positions.getFirst());
    }
    if (page.after().isPresent()) {
      return OptionalLong.of(
          positions.isEmpty() ? page.after().getAsLong() + 1 : positions.getLast());
    }
    return OptionalLong.empty();
  }

  private List<HistoryEntry> entries(List<Long> positions) throws SQLException {
    Map<Long, Entry> rows = lookup.at(positions);
    Map<Long, Entry> previous = lookup.previous(rows.values());
    List<HistoryEntry> entries = new ArrayList<>();
    for (long pos : positions) {
      Entry row = rows.get(pos);
      if (row != null) {
        Entry old = previous.get(pos);
        boolean held = row.row().streamVersion() <= 1 || old != null;
        entries.add(
            new HistoryEntry(
                reader.recorded(row),
                row.key(),
                old == null ? null : payload(old),
                held,
                payload(row)));
      }
    }
    return entries;
  }

  private @Nullable String payload(Entry row) {
    return reader.recorded(row).event() instanceof Upserted<?> ? row.row().payload() : null;
  }
}

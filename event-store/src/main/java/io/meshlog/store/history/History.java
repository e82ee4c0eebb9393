package io.meshlog.store.history;

import io.meshlog.model.event.MeshEvent.Upserted;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.LogReader;
import io.meshlog.store.log.LogReader.Entry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What happened: to one resource, or to everything in a range of positions. Thread-safe. */
public final class History {
  private static final int LARGEST_PAGE = 1_000;

  /**
   * @param entries of a resource newest first, of a range oldest first
   * @param next what to pass for the page that follows, empty on the last one
   */
  public record Page(List<HistoryEntry> entries, OptionalLong next) {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  private final LogReader reader;

  public History(LogReader reader) {
    this.reader = reader;
  }

  /**
   * The changes of one resource, newest first.
   *
   * @param beforeVersion only versions below it; {@link Long#MAX_VALUE} for the newest
   */
  public Page of(ResourceKey key, long beforeVersion, int limit) throws SQLException {
    int size = size(limit);
    // One more than asked for: it is the state before the last entry, and tells of a next page.
    List<Entry> rows = reader.stream(key, beforeVersion, size + 1);
    List<HistoryEntry> entries = new ArrayList<>();
    for (int i = 0; i < Math.min(size, rows.size()); i++) {
      Entry older = i + 1 < rows.size() ? rows.get(i + 1) : null;
      entries.add(entry(rows.get(i), older == null ? null : payload(older)));
    }
    OptionalLong next =
        rows.size() > size
            ? OptionalLong.of(rows.get(size - 1).row().streamVersion())
            : OptionalLong.empty();
    return new Page(entries, next);
  }

  /** All changes after a position, up to and with another, oldest first. */
  public Page between(long afterPos, long toPos, int limit) throws SQLException {
    int size = size(limit);
    List<Entry> rows =
        reader.rows(afterPos, size + 1).stream().filter(e -> e.row().pos() <= toPos).toList();
    List<Entry> page = rows.subList(0, Math.min(size, rows.size()));
    Map<Long, String> before = reader.payloadsBefore(page.stream().map(Entry::row).toList());
    List<HistoryEntry> entries =
        page.stream().map(row -> entry(row, before.get(row.row().pos()))).toList();
    OptionalLong next =
        rows.size() > size ? OptionalLong.of(page.getLast().row().pos()) : OptionalLong.empty();
    return new Page(entries, next);
  }

  /** As {@link #between(long, long, int)}: after one time, up to and with another. */
  public Page between(Instant after, Instant to, int limit) throws SQLException {
    long from = reader.positionAt(after).orElse(0);
    long until = reader.positionAt(to).orElse(0);
    return until <= from ? new Page(List.of(), OptionalLong.empty()) : between(from, until, limit);
  }

  private HistoryEntry entry(Entry row, @Nullable String before) {
    return new HistoryEntry(reader.recorded(row), row.key(), before, payload(row));
  }

  private @Nullable String payload(Entry row) {
    return reader.recorded(row).event() instanceof Upserted<?> ? row.row().payload() : null;
  }

  private static int size(int limit) {
    return Math.clamp(limit, 1, LARGEST_PAGE);
  }
}

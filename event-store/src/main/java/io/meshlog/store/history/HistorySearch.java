package io.meshlog.store.history;

import io.meshlog.model.resource.ResourceKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Finds the positions of the events that a query wants. Of the ways to them it takes one that is
 * bounded: the streams it is about when they are few, else the actor's events, else the log; of the
 * last two at most so many events are examined, and who wants more goes on where that ended.
 */
final class HistorySearch {
  /** Resources that are looked up one by one; with more of them their events are dense enough. */
  private static final int MOST_STREAMS = 2_000;

  /**
   * @param positions one more than the page holds when there are more, in the order of the search
   * @param goOnFrom where the search stopped before it had a full page, empty when it saw all
   */
  record Found(List<Long> positions, OptionalLong goOnFrom) {}

  private final DataSource dataSource;
  private final int mostExamined;

  HistorySearch(DataSource dataSource, int mostExamined) {
    this.dataSource = dataSource;
    this.mostExamined = mostExamined;
  }

  Found positions(HistoryQuery query) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      Optional<List<Long>> streams = streams(connection, query);
      if (streams.isPresent() && streams.get().isEmpty()) {
        return new Found(List.of(), OptionalLong.empty());
      }
      Clause candidates = candidates(query, streams);
      List<Long> found = wanted(connection, query, candidates);
      OptionalLong goOn =
          found.size() > query.page().size()
              ? OptionalLong.empty()
              : goOnFrom(connection, query, candidates);
      return new Found(found, goOn);
    }
  }

  /** The streams a query is about; empty when it is about none in particular or about many. */
  private static Optional<List<Long>> streams(Connection connection, HistoryQuery query)
      throws SQLException {
    if (!query.ofResources() || query.ofTheLog()) {
      return Optional.empty();
    }
    Clause select = new Clause("select s.stream_id from stream s where true");
    ofResources(select, query);
    select.and(" limit ?", MOST_STREAMS + 1);
    List<Long> ids = select.numbers(connection);
    return ids.size() > MOST_STREAMS ? Optional.empty() : Optional.of(ids);
  }

  private static void ofResources(Clause where, HistoryQuery query) {
    ResourceKey key = query.key();
    if (key != null) {
      where.and(" and s.type = ?", key.type());
      where.and(" and s.mesh = ?", key.mesh());
      where.and(" and s.origin = ?", key.origin().toString());
      where.and(" and s.name = ?", key.name());
    }
    if (query.type() != null) {
      where.and(" and s.type = ?", query.type());
    }
    if (query.mesh() != null) {
      where.and(" and (s.mesh = ?", query.mesh());
      where.and(" or s.type = 'Mesh' and s.mesh = '' and s.name = ?)", query.mesh());
    }
    if (query.name() != null) {
      where.and(" and s.name = ?", query.name());
    }
    if (!query.hiddenTypes().isEmpty()) {
      where.and(" and s.type <> all (?)", query.hiddenTypes().toArray(String[]::new));
    }
  }

  /**
   * The statement that yields the events to examine, in the order of the search. Comparing and
   * ordering by both columns of an index leaves the planner no other one: on an estimate gone wrong
   * it would walk the whole log for an actor who did nothing.
   */
  private Clause candidates(HistoryQuery query, Optional<List<Long>> streams) {
    HistoryQuery.Page page = query.page();
    long above = Math.max(query.from() - 1, page.after().orElse(0));
    long below =
        Math.min(
            query.to() == Long.MAX_VALUE ? Long.MAX_VALUE : query.to() + 1,
            page.before().orElse(Long.MAX_VALUE));
    boolean each = !query.ofResources() && query.hiddenTypes().isEmpty();
    int limit = each ? page.size() + 1 : mostExamined;
    String actor = query.actor();
    if (actor != null) {
      return new Clause("select e.pos, e.stream_id from event e")
          .and(" where (e.meta ->> 'actor', e.pos) > (?", actor)
          .and(", ?)", above)
          .and(" and (e.meta ->> 'actor', e.pos) < (?", actor)
          .and(", ?)", below)
          .text(ordered(query, "e.meta ->> 'actor'", "e.pos"))
          .and(" limit ?", limit);
    }
    if (streams.isPresent()) {
      return new Clause("select x.pos, x.stream_id from ")
          .and("unnest(?) as w (id)", streams.get().toArray(Long[]::new))
          .text(" cross join lateral (select e.pos, e.stream_id from event e")
          .and(" where (e.stream_id, e.pos) > (w.id, ?)", above)
          .and(" and (e.stream_id, e.pos) < (w.id, ?)", below)
          .text(ordered(query, "e.stream_id", "e.pos"))
          .and(" limit ?) x", page.size() + 1)
          .text(ordered(query, "x.pos"))
          .and(" limit ?", page.size() + 1);
    }
    return new Clause("select e.pos, e.stream_id from event e")
        .and(" where e.pos > ?", above)
        .and(" and e.pos < ?", below)
        .text(ordered(query, "e.pos"))
        .and(" limit ?", limit);
  }

  private static String ordered(HistoryQuery query, String... columns) {
    String direction = query.page().after().isPresent() ? "" : " desc";
    return Stream.of(columns)
        .map(column -> column + direction)
        .collect(Collectors.joining(", ", " order by ", ""));
  }

  private static List<Long> wanted(Connection connection, HistoryQuery query, Clause candidates)
      throws SQLException {
    Clause select = new Clause("with c as materialized (").append(candidates);
    select.text(") select c.pos from c left join stream s on s.stream_id = c.stream_id where true");
    if (query.ofTheLog()) {
      select.text(" and c.stream_id is null");
    } else if (query.ofResources()) {
      ofResources(select, query);
    } else if (!query.hiddenTypes().isEmpty()) {
      select.and(
          " and (s.type is null or s.type <> all (?))", query.hiddenTypes().toArray(String[]::new));
    }
    select.text(ordered(query, "c.pos"));
    return select.and(" limit ?", query.page().size() + 1).numbers(connection);
  }

  /** The last position examined when there may be more beyond it. */
  private OptionalLong goOnFrom(Connection connection, HistoryQuery query, Clause candidates)
      throws SQLException {
    boolean upwards = query.page().after().isPresent();
    Clause select = new Clause("with c as materialized (").append(candidates);
    select.text(upwards ? ") select max(pos)" : ") select min(pos)").text(", count(*) from c");
    try (PreparedStatement statement = select.prepare(connection);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(2) < mostExamined ? OptionalLong.empty() : OptionalLong.of(row.getLong(1));
    }
  }
}

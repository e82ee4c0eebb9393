package io.meshlog.bench.soak;

import io.meshlog.bench.soak.Histories.Item;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The history of everything that a log owns, read from its table and through no control plane. */
final class LogItems {
  private static final String EVENTS =
      """
      select s.type || '/' || s.name, m.log_id || ':' || e.epoch || ':' || e.pos,
        case when e.type like '%.deleted.v1' then 'deleted' else e.payload -> 'labels' ->> 'soak' end
      from held_event e join stream s using (stream_id) cross join log_meta m
      where s.origin = m.owner order by e.pos
      """;

  private final Map<String, List<Item>> items;

  private LogItems(Map<String, List<Item>> items) {
    this.items = items;
  }

  static LogItems read(DataSource log) throws SQLException {
    Map<String, List<Item>> items = new HashMap<>();
    try (Connection connection = log.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(EVENTS)) {
      while (rows.next()) {
        String value = rows.getString(3);
        items
            .computeIfAbsent(rows.getString(1), key -> new ArrayList<>())
            .add(new Item(rows.getString(2), value == null ? "?" : value));
      }
    }
    return new LogItems(items);
  }

  List<Item> of(Slot slot) {
    return items.getOrDefault(slot.kind().type() + '/' + slot.name(), List.of());
  }
}

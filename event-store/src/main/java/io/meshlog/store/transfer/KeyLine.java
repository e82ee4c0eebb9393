package io.meshlog.store.transfer;

import io.meshlog.model.resource.Origin;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored key as a line: the data key of a secret or a key that signs, wrapped as it is stored.
 * Only for who asks for it: with the key ring it opens the secret, or signs as this log.
 *
 * @param table one of {@link #TABLES}
 * @param row its columns by name
 */
record KeyLine(String table, JsonNode row) {
  static final String TYPE = "io.meshlog.log.key.v1";
  static final List<String> TABLES = List.of("secret_key", "signing_key");

  String write(Origin owner) {
    String id = table + '/' + row.path("key_id").asString("");
    ObjectNode line =
        EventLine.envelope(id, owner, TYPE, table, row.path("created_at").asString(""));
    line.set("data", row);
    return line.toString();
  }

  static KeyLine read(JsonNode line) {
    String table = new Attributes(line).text("subject");
    if (!TABLES.contains(table) || !line.path("data").isObject()) {
      throw new IllegalArgumentException("no key of " + table);
    }
    return new KeyLine(table, line.path("data"));
  }
}

package io.meshlog.api.resource;

import io.meshlog.model.json.SpecJson;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The envelope of a list, with the address of the next page (rest-and-dataplane-protocol.md 2.2).
 */
public final class ListPage {
  private ListPage() {}

  /**
   * @param all items that match, in order
   */
  public static <T> ObjectNode json(
      HttpServletRequest http, List<T> all, int offset, int size, Function<T, JsonNode> item) {
    int from = Math.min(offset, all.size());
    int to = (int) Math.min((long) from + size, all.size());
    return slice(http, all.subList(from, to), all.size(), from, item);
  }

  /**
   * @param items of this page only, which begins at {@code offset} of {@code total}
   */
  public static <T> ObjectNode slice(
      HttpServletRequest http, List<T> items, long total, int offset, Function<T, JsonNode> item) {
    ObjectNode page = SpecJson.plain().createObjectNode();
    page.put("total", total);
    ArrayNode array = page.putArray("items");
    items.forEach(each -> array.add(item.apply(each)));
    int end = offset + items.size();
    if (end < total) {
      page.put("next", PageLink.of(http, List.of(), "offset", Integer.toString(end)));
    } else {
      page.putNull("next");
    }
    return page;
  }
}

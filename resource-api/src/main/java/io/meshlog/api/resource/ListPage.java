package io.meshlog.api.resource;

import io.meshlog.model.json.SpecJson;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
    ObjectNode page = SpecJson.plain().createObjectNode();
    page.put("total", all.size());
    ArrayNode items = page.putArray("items");
    int from = Math.min(offset, all.size());
    int to = (int) Math.min((long) from + size, all.size());
    all.subList(from, to).forEach(each -> items.add(item.apply(each)));
    if (to < all.size()) {
      page.put("next", next(http, to));
    } else {
      page.putNull("next");
    }
    return page;
  }

  private static String next(HttpServletRequest http, int offset) {
    Map<String, List<String>> query = new TreeMap<>();
    http.getParameterMap().forEach((key, values) -> query.put(key, List.of(values)));
    query.put("offset", List.of(Integer.toString(offset)));
    List<String> pairs = new ArrayList<>();
    query.forEach(
        (key, values) -> values.forEach(value -> pairs.add(encode(key) + '=' + encode(value))));
    String host = Objects.requireNonNullElse(http.getHeader("Host"), "localhost");
    return Stream.of(http.isSecure() ? "https" : "http", "://", host, http.getRequestURI(), "?")
            .collect(Collectors.joining())
        + String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

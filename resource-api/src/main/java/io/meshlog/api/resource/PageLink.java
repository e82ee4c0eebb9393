package io.meshlog.api.resource;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The address of another page of what a request asked for. */
public final class PageLink {
  private PageLink() {}

  /**
   * The request's own address with other parameters.
   *
   * @param without parameters to leave out
   */
  public static String of(
      HttpServletRequest http, List<String> without, String parameter, String value) {
    Map<String, List<String>> query = new TreeMap<>();
    http.getParameterMap().forEach((key, values) -> query.put(key, List.of(values)));
    query.keySet().removeAll(without);
    query.put(parameter, List.of(value));
    List<String> pairs = new ArrayList<>();
    query.forEach(
        (key, values) -> values.forEach(each -> pairs.add(encode(key) + '=' + encode(each))));
    String host = Objects.requireNonNullElse(http.getHeader("Host"), "localhost");
    return (http.isSecure() ? "https" : "http")
        + "://"
        + host
        + http.getRequestURI()
        + '?'
        + String.join("&", pairs);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}

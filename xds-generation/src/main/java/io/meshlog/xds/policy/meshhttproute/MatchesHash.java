package io.meshlog.xds.policy.meshhttproute;

import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Header;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Match;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.Path;
import io.meshlog.xds.policy.meshhttproute.MeshHTTPRoute.QueryParam;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The name of the Envoy routes of a rule: Base64 of the SHA-256 of its matches as Kuma writes them,
 * so that the catch-all gets the constant all Kuma proxies know.
 */
final class MatchesHash {
  private final StringBuilder out = new StringBuilder();

  private MatchesHash() {}

  static String of(List<Match> matches) {
    byte[] json = json(matches).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json);
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Fields in Kuma's order, absent ones left out. */
  static String json(List<Match> matches) {
    MatchesHash json = new MatchesHash();
    json.list(matches, MatchesHash::match);
    return json.out.toString();
  }

  private void match(Match match) {
    out.append('{');
    Path path = match.path();
    if (path != null) {
      key("path");
      out.append('{');
      field("value", path.value());
      field("type", path.type());
      out.append('}');
    }
    field("method", match.method());
    if (!match.queryParamsOrNone().isEmpty()) {
      key("queryParams");
      list(match.queryParamsOrNone(), MatchesHash::query);
    }
    if (!match.headersOrNone().isEmpty()) {
      key("headers");
      list(match.headersOrNone(), MatchesHash::header);
    }
    out.append('}');
  }

  private void query(QueryParam query) {
    out.append('{');
    field("type", query.type());
    field("name", query.name());
    field("value", query.value());
    out.append('}');
  }

  private void header(Header header) {
    out.append('{');
    field("type", header.type());
    field("name", header.name());
    field("value", header.value());
    out.append('}');
  }

  private <T> void list(List<T> items, BiConsumer<MatchesHash, T> each) {
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      out.append(i == 0 ? "" : ",");
      each.accept(this, items.get(i));
    }
    out.append(']');
  }

  private void field(String name, @Nullable Object value) {
    if (value != null) {
      key(name);
      text(value.toString());
    }
  }

  private void key(String name) {
    char last = out.charAt(out.length() - 1);
    out.append(last == '{' ? "" : ",").append('"').append(name).append("\":");
  }

  /** As Go escapes: the HTML characters too. */
  private void text(String value) {
    out.append('"');
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          boolean escaped =
              c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029;
          out.append(escaped ? String.format("\\u%04x", (int) c) : String.valueOf(c));
        }
      }
    }
    out.append('"');
  }
}

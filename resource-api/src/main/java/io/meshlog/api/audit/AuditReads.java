package io.meshlog.api.audit;

import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Moments;
import io.meshlog.api.resource.Paging;
import io.meshlog.api.resource.Reply;
import io.meshlog.model.json.SpecJson;
import io.meshlog.store.audit.AuditEntry;
import io.meshlog.store.audit.AuditEntry.Caller;
import io.meshlog.store.audit.AuditEntry.Kind;
import io.meshlog.store.audit.AuditLog;
import io.meshlog.store.audit.AuditQuery;
import java.sql.SQLException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers {@code GET /audit}, to admins only: newest first. Thread-safe; blocks on the database.
 */
public final class AuditReads {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "refused", Kind.REFUSED,
          "tokenIssued", Kind.TOKEN_ISSUED,
          "secretRead", Kind.SECRET_READ,
          "proxyInspected", Kind.PROXY_INSPECTED);

  private final AuditLog log;

  public AuditReads(AuditLog log) {
    this.log = log;
  }

  public Reply list(Ask ask) {
    Access.admin(ask.user(), "the audit log");
    Paging paging = Paging.of(ask);
    AuditQuery query =
        new AuditQuery(
            kind(ask),
            given(ask, "actor"),
            given(ask, "client"),
            status(ask),
            time(ask, "from"),
            time(ask, "to"),
            paging.before(),
            paging.after(),
            paging.size());
    AuditLog.Page page;
    try {
      page = log.find(query);
    } catch (SQLException e) {
      throw Problem.unavailable("the audit log cannot be read at the moment", 5).raise();
    }
    ObjectNode root = SpecJson.plain().createObjectNode();
    ArrayNode items = root.putArray("items");
    page.entries().forEach(entry -> items.add(item(entry)));
    link(root, "next", ask, "before", page.older());
    link(root, "prev", ask, "after", page.newer());
    return Reply.json(200, root);
  }

  private static void link(
      ObjectNode root, String field, Ask ask, String cursor, OptionalLong value) {
    if (value.isPresent()) {
      root.put(field, Paging.link(ask, cursor, value.getAsLong()));
    } else {
      root.putNull(field);
    }
  }

  private static @Nullable String given(Ask ask, String parameter) {
    String text = ask.parameter(parameter);
    return text == null || text.isEmpty() ? null : text;
  }

  private static @Nullable Kind kind(Ask ask) {
    String text = given(ask, "kind");
    if (text == null) {
      return null;
    }
    Kind kind = KINDS.get(text);
    if (kind == null) {
      throw Problem.invalid(
              Moments.TITLE, "kind", "must be one of refused, tokenIssued, secretRead")
          .raise();
    }
    return kind;
  }

  private static OptionalInt status(Ask ask) {
    String text = given(ask, "status");
    if (text == null) {
      return OptionalInt.empty();
    }
    if (!text.matches("[1-5]\\d\\d")) {
      throw Problem.invalid(Moments.TITLE, "status", "must be an HTTP status, e.g. 403").raise();
    }
    return OptionalInt.of(Integer.parseInt(text));
  }

  private static @Nullable Instant time(Ask ask, String parameter) {
    String text = given(ask, parameter);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text.replace(' ', '+'));
    } catch (DateTimeParseException e) {
      throw Problem.invalid(
              Moments.TITLE, parameter, "must be an RFC 3339 time, not \"" + text + '"')
          .raise();
    }
  }

  private static ObjectNode item(AuditEntry entry) {
    ObjectNode item = SpecJson.plain().createObjectNode();
    item.put("id", entry.id());
    item.put("time", entry.time().toString());
    item.put("kind", word(entry.kind()));
    Caller caller = entry.caller();
    item.put("actor", caller.actor());
    if (caller.tokenId() != null) {
      item.put("tokenId", caller.tokenId());
    }
    item.put("requestId", caller.requestId());
    if (caller.trace() != null) {
      item.put("trace", caller.trace());
    }
    item.put("client", entry.client());
    item.put("method", entry.method());
    item.put("path", entry.path());
    item.put("status", entry.status());
    item.put("detail", entry.detail());
    item.put("times", entry.times());
    return item;
  }

  private static String word(Kind kind) {
    return switch (kind) {
      case REFUSED -> "refused";
      case TOKEN_ISSUED -> "tokenIssued";
      case SECRET_READ -> "secretRead";
      case PROXY_INSPECTED -> "proxyInspected";
    };
  }
}

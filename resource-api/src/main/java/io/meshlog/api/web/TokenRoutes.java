package io.meshlog.api.web;

import io.meshlog.api.audit.Audit;
import io.meshlog.api.auth.Access;
import io.meshlog.api.error.Problem;
import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.token.TokenClaims.DataplaneClaims;
import io.meshlog.api.token.TokenClaims.UserClaims;
import io.meshlog.api.token.TokenClaims.ZoneClaims;
import io.meshlog.api.token.TokenIssuer;
import io.meshlog.model.json.GoDuration;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Violations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code POST /tokens/…} (rest-and-dataplane-protocol.md 6). */
public final class TokenRoutes implements RouteSet {
  private static final int BODY_LIMIT = 64 * 1024;
  private static final Duration DEFAULT_LIFETIME = Duration.ofDays(10 * 365);
  private static final Set<String> PROXY_TYPES = Set.of("", "dataplane", "ingress", "egress");
  private static final String INVALID = "Invalid request";

  /** Which tokens this control plane makes. */
  public record Enabled(boolean dataplane, boolean zone, boolean user) {}

  private final TokenIssuer issuer;
  private final Enabled enabled;
  private final Audit audit;

  public TokenRoutes(TokenIssuer issuer, Enabled enabled, Audit audit) {
    this.issuer = issuer;
    this.enabled = enabled;
    this.audit = audit;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/tokens/dataplane", this::dataplane).as(TokenOperations.DATAPLANE),
        Route.post("/tokens/zone", this::zone).as(TokenOperations.ZONE),
        Route.post("/tokens/user", this::user).as(TokenOperations.USER));
  }

  private interface Issue {
    String token() throws TokenIssuer.NoSigningKey;
  }

  /**
   * @param what says for whom the token is
   */
  private Reply issued(Ask ask, boolean allowed, String what, Issue issue) {
    if (!allowed) {
      throw Problem.of(
              400, "Could not issue a token", "issuing tokens using the control plane is disabled.")
          .raise();
    }
    try {
      String token = issue.token();
      audit.tokenIssued(ask, what + ", id " + TokenIssuer.idOf(token));
      return Reply.text(200, token);
    } catch (TokenIssuer.NoSigningKey e) {
      throw Problem.of(404, "Signing Key not found", e.getMessage()).raise();
    }
  }

  /** Null when the body is no JSON object: the answer is then a 400 without a body. */
  private static @Nullable JsonNode body(Ask ask) {
    try {
      JsonNode tree = SpecJson.plain().readTree(ask.bytes(BODY_LIMIT));
      return tree.isObject() ? tree : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private Reply dataplane(Ask ask) {
    JsonNode body = body(ask);
    if (body == null) {
      return Reply.text(400, "");
    }
    Violations violations = Violations.collector();
    String mesh = text(body, "mesh", violations);
    if (mesh.isEmpty()) {
      violations.add("mesh", "cannot be empty");
    }
    String type = text(body, "type", violations);
    if (!PROXY_TYPES.contains(type)) {
      violations.add("type", type + " is not a valid proxy type");
    }
    DataplaneClaims claims =
        new DataplaneClaims(
            text(body, "name", violations),
            mesh,
            tags(body.path("tags"), violations),
            type,
            text(body, "workload", violations));
    Duration lifetime = lifetime(body, violations);
    mustBeEmpty(violations);
    Access.generateDataplaneToken(ask.user());
    String what =
        "of a proxy: mesh '%s', name '%s', type '%s', valid for %s"
            .formatted(claims.mesh(), claims.name(), claims.type(), lifetime);
    return issued(ask, enabled.dataplane(), what, () -> issuer.dataplane(claims, lifetime));
  }

  private Reply zone(Ask ask) {
    JsonNode body = body(ask);
    if (body == null) {
      return Reply.text(400, "");
    }
    Violations violations = Violations.collector();
    String zone = text(body, "zone", violations);
    Access.generateZoneToken(ask.user(), zone);
    JsonNode scope = body.path("scope");
    if (scope.isMissingNode() || scope.isNull()) {
      violations.add("scope", "cannot be empty");
    }
    Duration lifetime = lifetime(body, violations);
    ZoneClaims claims = new ZoneClaims(zone, texts(scope, violations.at("scope")));
    mustBeEmpty(violations);
    String what = "of a zone: '%s' for %s, valid for %s".formatted(zone, claims.scope(), lifetime);
    return issued(ask, enabled.zone(), what, () -> issuer.zone(claims, lifetime));
  }

  private Reply user(Ask ask) {
    Access.generateUserToken(ask.user());
    JsonNode body = body(ask);
    if (body == null) {
      return Reply.text(400, "");
    }
    Violations violations = Violations.collector();
    String name = text(body, "name", violations);
    if (name.isEmpty()) {
      violations.add("name", "cannot be empty");
    }
    Duration lifetime = Duration.ZERO;
    if (body.path("validFor").asString("").isEmpty()) {
      violations.add("validFor", "cannot be empty");
    } else {
      lifetime = lifetime(body, violations);
      if (lifetime.isZero()) {
        violations.add("validFor", "cannot be empty or nil");
      }
    }
    UserClaims claims = new UserClaims(name, texts(body.path("groups"), violations.at("groups")));
    mustBeEmpty(violations);
    Duration validFor = lifetime;
    String what = "of a user: '%s' in %s, valid for %s".formatted(name, claims.groups(), validFor);
    return issued(ask, enabled.user(), what, () -> issuer.user(claims, validFor));
  }

  private static void mustBeEmpty(Violations violations) {
    if (!violations.isEmpty()) {
      throw Problem.invalid(INVALID, violations.list()).raise();
    }
  }

  /** Ten years when absent; zero, with a violation, when it is no duration. */
  private static Duration lifetime(JsonNode body, Violations violations) {
    String text = text(body, "validFor", violations);
    if (text.isEmpty()) {
      return DEFAULT_LIFETIME;
    }
    try {
      Duration lifetime = GoDuration.parse(text).value();
      if (!lifetime.isNegative()) {
        return lifetime;
      }
      violations.add("validFor", "is invalid: must not be negative");
    } catch (IllegalArgumentException e) {
      violations.add("validFor", "is invalid: " + e.getMessage());
    }
    return Duration.ZERO;
  }

  private static String text(JsonNode body, String field, Violations violations) {
    JsonNode node = body.path(field);
    if (!node.isMissingNode() && !node.isNull() && !node.isString()) {
      violations.add(field, "must be a string");
    }
    return node.isString() ? node.stringValue() : "";
  }

  /** Of a list of strings, or of nothing. */
  private static List<String> texts(JsonNode list, Violations at) {
    if (!list.isArray()) {
      if (!list.isMissingNode() && !list.isNull()) {
        at.add("must be a list of strings");
      }
      return List.of();
    }
    List<String> read = new ArrayList<>();
    for (JsonNode value : list) {
      if (value.isString()) {
        read.add(value.stringValue());
      } else {
        at.index(read.size()).add("must be a string");
        return List.of();
      }
    }
    return read;
  }

  private static Map<String, SortedSet<String>> tags(JsonNode tags, Violations violations) {
    Map<String, SortedSet<String>> read = new TreeMap<>();
    if (!tags.isMissingNode() && !tags.isNull() && !tags.isObject()) {
      violations.add("tags", "must be an object of lists");
      return read;
    }
    tags.properties()
        .forEach(tag -> {
          if (tag.getValue().isArray()) {
            read.put(
                tag.getKey(),
                new TreeSet<>(texts(tag.getValue(), violations.atKey("tags", tag.getKey()))));
          } else {
            violations.atKey("tags", tag.getKey()).add("must be a list");
          }
        });
    return read;
  }
}

package io.meshlog.zone.status;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.ads.TypeCounts;
import io.meshlog.zone.identity.IssuedIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** The JSON of DataplaneInsight and ZoneIngressInsight (rest-and-dataplane-protocol.md 3.3). */
final class InsightForm {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int KEPT_SUBSCRIPTIONS = 2;
  private static final String DEPENDENCY = "version.dependencies.";

  private InsightForm() {}

  /** One stream's entry. */
  record Subscription(
      String id,
      String instanceId,
      Instant connected,
      @Nullable Instant disconnected,
      Map<XdsType, TypeCounts> counts,
      Instant updated,
      @Nullable RawValue version) {

    ObjectNode json() {
      ObjectNode json = JSON.createObjectNode();
      json.put("id", id);
      json.put("controlPlaneInstanceId", instanceId);
      json.put("connectTime", text(connected));
      if (disconnected != null) {
        json.put("disconnectTime", text(disconnected));
      }
      ObjectNode status = json.putObject("status");
      status.put("lastUpdateTime", text(updated));
      TypeCounts total = TypeCounts.ZERO;
      for (TypeCounts each : counts.values()) {
        total = total.plus(each);
      }
      status.set("total", counters(total));
      status.set("cds", counters(of(XdsType.CLUSTER)));
      status.set("eds", counters(of(XdsType.ENDPOINT)));
      status.set("lds", counters(of(XdsType.LISTENER)));
      status.set("rds", counters(of(XdsType.ROUTE)));
      if (version != null) {
        json.putRawValue("version", version);
      }
      return json;
    }

    private TypeCounts of(XdsType type) {
      return counts.getOrDefault(type, TypeCounts.ZERO);
    }
  }

  /** 64-bit counters are strings, zero ones absent. */
  private static ObjectNode counters(TypeCounts counts) {
    ObjectNode json = JSON.createObjectNode();
    put(json, "responsesSent", counts.sent());
    put(json, "responsesAcknowledged", counts.accepted());
    put(json, "responsesRejected", counts.refused());
    return json;
  }

  private static void put(ObjectNode json, String field, long value) {
    if (value != 0) {
      json.put(field, Long.toString(value));
    }
  }

  static ObjectNode insight(
      ArrayNode earlier,
      Subscription current,
      RawValue metadata,
      Optional<IssuedIdentity> identity,
      boolean withMtls) {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode subscriptions = json.putArray("subscriptions");
    int skip = Math.max(0, earlier.size() - (KEPT_SUBSCRIPTIONS - 1));
    for (int i = skip; i < earlier.size(); i++) {
      subscriptions.add(earlier.get(i));
    }
    subscriptions.add(current.json());
    if (withMtls) {
      ObjectNode mtls = json.putObject("mTLS");
      identity.ifPresent(held -> {
        String backend = held.request().backend().name();
        mtls.put("certificateExpirationTime", text(held.expires()));
        mtls.put("lastCertificateRegeneration", text(held.issued()));
        mtls.put("certificateRegenerations", held.count());
        mtls.put("issuedBackend", backend);
        mtls.putArray("supportedBackends").add(backend);
      });
    }
    json.putRawValue("metadata", metadata);
    return json;
  }

  /**
   * Entries of a stored insight but the one of the given id, each closed: whoever opened them does
   * not hold them any more.
   */
  static ArrayNode closed(String body, Instant now, String id) {
    ArrayNode closed = JSON.createArrayNode();
    for (JsonNode entry : subscriptions(body)) {
      if (entry instanceof ObjectNode subscription && !entry.path("id").asString("").equals(id)) {
        close(subscription, now);
        closed.add(subscription);
      }
    }
    return closed;
  }

  /** A stored insight with the entries of one replica closed; null when none of them is open. */
  static @Nullable String closedOf(String body, Instant now, String instanceId) {
    JsonNode insight = read(body);
    boolean changed = false;
    for (JsonNode entry : insight.path("subscriptions")) {
      if (entry instanceof ObjectNode subscription
          && entry.path("controlPlaneInstanceId").asString("").equals(instanceId)) {
        changed |= close(subscription, now);
      }
    }
    return changed ? insight.toString() : null;
  }

  /** When its last stream ended; empty while one is open, and when there was none. */
  static Optional<Instant> offlineSince(String body) {
    Instant last = Instant.MIN;
    for (JsonNode subscription : subscriptions(body)) {
      String ended = subscription.path("disconnectTime").asString("");
      if (ended.isEmpty()) {
        return Optional.empty();
      }
      Instant then = Instant.parse(ended);
      last = then.isAfter(last) ? then : last;
    }
    return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
  }

  private static boolean close(ObjectNode subscription, Instant now) {
    boolean open = !subscription.has("disconnectTime");
    if (open) {
      subscription.put("disconnectTime", text(now));
    }
    return open;
  }

  private static JsonNode subscriptions(String body) {
    return read(body).path("subscriptions");
  }

  private static JsonNode read(String body) {
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      return JSON.createObjectNode();
    }
  }

  private static String text(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).toString();
  }

  /** What runs beside Envoy is told by its version too ({@code version.dependencies.<name>}). */
  static @Nullable RawValue version(Struct metadata) {
    ObjectNode all = json(metadata);
    if (!(all.path("version") instanceof ObjectNode version)) {
      return null;
    }
    ObjectNode dependencies = version.withObject("dependencies");
    all.path("dynamicMetadata")
        .properties()
        .forEach(entry -> {
          if (entry.getKey().startsWith(DEPENDENCY)) {
            dependencies.set(entry.getKey().substring(DEPENDENCY.length()), entry.getValue());
          }
        });
    return new RawValue(version.toString());
  }

  static ObjectNode json(Struct struct) {
    ObjectNode json = JSON.createObjectNode();
    struct.getFieldsMap().forEach((key, value) -> json.set(key, json(value)));
    return json;
  }

  private static JsonNode json(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> JSON.getNodeFactory().stringNode(value.getStringValue());
      case BOOL_VALUE -> JSON.getNodeFactory().booleanNode(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case STRUCT_VALUE -> json(value.getStructValue());
      case LIST_VALUE -> {
        ArrayNode list = JSON.createArrayNode();
        value.getListValue().getValuesList().forEach(each -> list.add(json(each)));
        yield list;
      }
      case NULL_VALUE, KIND_NOT_SET -> JSON.getNodeFactory().nullNode();
    };
  }

  private static JsonNode number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? JSON.getNodeFactory().numberNode((long) value)
        : JSON.getNodeFactory().numberNode(value);
  }
}

package io.meshlog.sync.status;

import io.meshlog.model.json.SpecJson;
import io.meshlog.sync.status.ZoneSync.Following;
import io.meshlog.sync.status.ZoneSync.Own;
import io.meshlog.sync.status.ZoneSync.Place;
import io.meshlog.sync.status.ZoneSync.Reason;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON of a report. Pure. What is not known is absent or null, never 0. */
public final class SyncJson {
  private SyncJson() {}

  /** Everything. */
  public static ObjectNode full(ZoneSync sync) {
    ObjectNode root = head(sync);
    ArrayNode reasons = root.putArray("reasons");
    sync.reasons().forEach(reason -> reasons.add(json(reason)));
    ArrayNode channels = root.putArray("channels");
    sync.channels().forEach(channel -> channels.add(json(channel)));
    ArrayNode imports = root.putArray("imports");
    sync.imports().forEach(each -> imports.add(json(each)));
    ArrayNode readers = root.putArray("readers");
    sync.readers().forEach(each -> readers.add(json(each)));
    return root;
  }

  /** What fits into a list: the worst of each. */
  public static ObjectNode summary(ZoneSync sync) {
    ObjectNode root = head(sync);
    ArrayNode reasons = root.putArray("reasons");
    sync.reasons().stream().map(Reason::code).distinct().forEach(reasons::add);
    List<Following> all = all(sync).toList();
    put(root, "lagEvents", all.stream().map(Following::lagEvents).toList());
    Double seconds = worst(all.stream().map(Following::lagSeconds).toList());
    root.put("lagSeconds", seconds);
    root.put("waitingEvents", sync.channels().stream().mapToLong(Own::waitingEvents).sum());
    Boolean equal =
        all.stream().map(Following::stateEqual).anyMatch(Boolean.FALSE::equals)
            ? Boolean.FALSE
            : all.stream().anyMatch(each -> each.stateEqual() == null) ? null : Boolean.TRUE;
    root.put("stateEqual", equal);
    root.put(
        "quarantined",
        sync.quarantined() + sync.imports().stream().mapToLong(Following::quarantined).sum());
    return root;
  }

  private static Stream<Following> all(ZoneSync sync) {
    return Stream.concat(sync.imports().stream(), sync.readers().stream());
  }

  private static void put(ObjectNode root, String field, List<@Nullable Long> values) {
    root.put(
        field,
        values.stream().anyMatch(Objects::isNull)
            ? null
            : (Long) values.stream().mapToLong(value -> value).max().orElse(0));
  }

  private static @Nullable Double worst(List<@Nullable Double> values) {
    return values.stream().anyMatch(Objects::isNull)
        ? null
        : (Double) values.stream().mapToDouble(value -> value).max().orElse(0);
  }

  private static ObjectNode head(ZoneSync sync) {
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("zone", sync.zone());
    root.put("state", sync.state());
    root.put("connected", sync.connected());
    if (sync.heard() != null) {
      root.put("lastHeartbeat", sync.heard().toString());
    }
    if (sync.logId() != null) {
      root.put("logId", sync.logId().toString());
    }
    if (sync.instanceId() != null) {
      root.put("instanceId", sync.instanceId());
    }
    if (sync.version() != null) {
      root.put("version", sync.version());
    }
    return root;
  }

  private static ObjectNode json(Reason reason) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("code", reason.code());
    json.put("part", reason.part());
    json.put("text", reason.text());
    json.put("by", reason.by());
    if (reason.since() != null) {
      json.put("since", reason.since().toString());
    }
    return json;
  }

  private static ObjectNode json(Own own) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("channel", own.channel());
    json.set("head", json(own.head()));
    json.put("publishedSeq", own.publishedSeq());
    json.put("waitingEvents", own.waitingEvents());
    json.put("waitingSeconds", own.waitingSeconds());
    return json;
  }

  private static ObjectNode json(Following each) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("channel", each.channel());
    json.put("reader", each.reader());
    if (each.logId() != null) {
      json.put("logId", each.logId().toString());
    }
    json.set("cursor", json(each.cursor()));
    json.set("head", each.head() == null ? json.nullNode() : json(each.head()));
    json.put("lagEvents", each.lagEvents());
    json.put("lagSeconds", each.lagSeconds());
    ObjectNode state = json.putObject("lastCheckpoint");
    state.put("seq", each.checkedSeq());
    state.put("stateEqual", each.stateEqual());
    json.put("quarantined", each.quarantined());
    return json;
  }

  private static ObjectNode json(Place place) {
    ObjectNode json = SpecJson.plain().createObjectNode();
    json.put("epoch", place.epoch());
    json.put("seq", place.seq());
    json.put("position", place.pos());
    return json;
  }
}

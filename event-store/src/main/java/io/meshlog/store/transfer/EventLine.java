package io.meshlog.store.transfer;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.signature.EventSignature;
import io.meshlog.model.event.Provenance;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.store.log.EventRow;
import io.meshlog.store.log.EventRow.Exported;
import io.meshlog.store.log.LogReader.Entry;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event of a log as a line: a CloudEvent in its JSON form with everything that its row holds,
 * so that the row it becomes has the same hash. Whole numbers that may outgrow 32 bits are text, as
 * CloudEvents wants it.
 *
 * @param created of an event of the base: when its resource came to be; else null
 */
record EventLine(Entry entry, @Nullable Instant created) {
  private static final HexFormat HEX = HexFormat.of();

  static ObjectNode envelope(String id, Origin owner, String type, String subject, String time) {
    return SpecJson.plain()
        .createObjectNode()
        .put("specversion", "1.0")
        .put("id", id)
        .put("source", owner.isGlobal() ? "/meshlog/global" : "/meshlog/zone/" + owner.zone())
        .put("type", type)
        .put("subject", subject)
        .put("time", time)
        .put("datacontenttype", "application/json");
  }

  String write(UUID logId, Origin owner) {
    EventRow row = entry.row();
    ResourceKey key = entry.key();
    ObjectNode line =
        envelope(
                row.eventId().toString(),
                owner,
                row.type(),
                key == null ? "log" : key.toString(),
                row.recordedAt().toString())
            .put("dataschema", "urn:meshlog:schema:" + row.type())
            .put("mllogid", logId.toString())
            .put("mlepoch", row.epoch())
            .put("mlpos", Long.toString(row.pos()))
            .put("mlschema", row.schemaVersion())
            .put("mlmeta", row.meta())
            .put("mllogprevhash", HEX.formatHex(row.prevHash()))
            .put("mlloghash", HEX.formatHex(row.hash()));
    if (row.streamId() != 0) {
      line.put("mlstream", Long.toString(row.streamId()))
          .put("mlversion", Long.toString(row.streamVersion()));
    }
    if (created != null) {
      line.put("mlcreated", created.toString());
    }
    Provenance source = row.imported();
    if (source != null) {
      line.put("mloriginlog", source.logId().toString())
          .put("mloriginepoch", source.epoch())
          .put("mloriginpos", Long.toString(source.pos()))
          .put("mloriginchannel", source.channel().name())
          .put("mloriginseq", Long.toString(source.exportSeq()));
      sign(line, "mlorigin", row.originSignature());
    }
    Exported exported = row.exported();
    if (exported != null) {
      line.put("mlchannel", exported.channel().name())
          .put("mlseq", Long.toString(exported.seq()))
          .put("mlprevhash", HEX.formatHex(exported.prevHash()))
          .put("mlhash", HEX.formatHex(exported.hash()));
      sign(line, "ml", exported.signature());
    }
    JsonNode data = SpecJson.parse(row.payload());
    line.set("data", data);
    if (!data.toString().equals(row.payload())) {
      // Another writer's text: its hash is of these very characters.
      line.put("mltext", row.payload());
    }
    return line.toString();
  }

  private static void sign(ObjectNode line, String prefix, @Nullable EventSignature signature) {
    if (signature != null) {
      line.put(prefix + "keyid", signature.keyId())
          .put(prefix + "sig", Base64.getEncoder().encodeToString(signature.value()));
    }
  }

  /**
   * @throws IllegalArgumentException that names the attribute that is not as it must be
   */
  static EventLine read(JsonNode line, UUID logId) {
    Attributes a = new Attributes(line);
    if (!a.text("specversion").equals("1.0")) {
      throw new IllegalArgumentException("not a CloudEvent of version 1.0");
    }
    if (!a.text("mllogid").equals(logId.toString())) {
      throw new IllegalArgumentException("of another log, " + a.text("mllogid"));
    }
    String payload = a.optional("mltext").orElseGet(() -> line.path("data").toString());
    long streamId = a.optional("mlstream").isPresent() ? a.number("mlstream") : 0;
    EventRow row =
        new EventRow(
            a.number("mlpos"),
            Math.toIntExact(a.number("mlepoch")),
            streamId,
            streamId == 0 ? 0 : a.number("mlversion"),
            UUID.fromString(a.text("id")),
            a.text("type"),
            Math.toIntExact(a.number("mlschema")),
            payload,
            Sha256.of(payload),
            a.text("mlmeta"),
            Instant.parse(a.text("time")),
            source(a),
            signature(a, "mlorigin"),
            exported(a),
            a.hex("mllogprevhash"),
            a.hex("mlloghash"));
    ResourceKey key = streamId == 0 ? null : ResourceKey.parse(a.text("subject"));
    Optional<Instant> created = a.optional("mlcreated").map(Instant::parse);
    return new EventLine(new Entry(row, key), created.orElse(null));
  }

  private static @Nullable Provenance source(Attributes a) {
    return a.optional("mloriginlog").isEmpty()
        ? null
        : new Provenance(
            UUID.fromString(a.text("mloriginlog")),
            Math.toIntExact(a.number("mloriginepoch")),
            a.number("mloriginpos"),
            Channel.parse(a.text("mloriginchannel")),
            a.number("mloriginseq"));
  }

  private static @Nullable Exported exported(Attributes a) {
    return a.optional("mlchannel").isEmpty()
        ? null
        : new Exported(
            Channel.parse(a.text("mlchannel")),
            a.number("mlseq"),
            a.hex("mlprevhash"),
            a.hex("mlhash"),
            signature(a, "ml"));
  }

  private static @Nullable EventSignature signature(Attributes a, String prefix) {
    return a.optional(prefix + "keyid").isEmpty()
        ? null
        : new EventSignature(
            a.text(prefix + "keyid"), Base64.getDecoder().decode(a.text(prefix + "sig")));
  }
}

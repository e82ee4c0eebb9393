package io.meshlog.store.transfer;

import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Origin;
import io.meshlog.store.log.LogFloor;
import io.meshlog.store.log.LogHead;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The first line of an exported log: which log it is, where it stands and what follows.
 *
 * @param from first position that follows, {@code to} the last
 */
record ExportHeader(
    UUID logId,
    Origin owner,
    int epoch,
    long headPos,
    byte[] headHash,
    Instant lastRecordedAt,
    LogFloor floor,
    long from,
    long to) {
  static final String TYPE = "io.meshlog.log.exported.v1";
  private static final HexFormat HEX = HexFormat.of();

  static ExportHeader of(Origin owner, LogHead head, LogFloor floor, long from, long to) {
    return new ExportHeader(
        head.logId(),
        owner,
        head.epoch(),
        head.pos(),
        head.hash(),
        head.lastRecordedAt(),
        floor,
        from,
        to);
  }

  /** Whether all that the log holds follows. */
  boolean whole() {
    return from <= floor.pos() + 1 && to >= headPos;
  }

  String write() {
    ObjectNode line =
        EventLine.envelope(
            logId + ":" + epoch + ":" + headPos, owner, TYPE, "log", lastRecordedAt.toString());
    ObjectNode data =
        SpecJson.plain()
            .createObjectNode()
            .put("logId", logId.toString())
            .put("owner", owner.toString())
            .put("epoch", epoch)
            .put("headPos", headPos)
            .put("headHash", HEX.formatHex(headHash))
            .put("lastRecordedAt", lastRecordedAt.toString())
            .put("from", from)
            .put("to", to);
    data.putObject("floor")
        .put("pos", floor.pos())
        .put("epoch", floor.epoch())
        .put("hash", HEX.formatHex(floor.hash()))
        .put("recordedAt", floor.recordedAt().toString());
    line.set("data", data);
    return line.toString();
  }

  /**
   * @throws IllegalArgumentException that says what is missing
   */
  static ExportHeader read(JsonNode line) {
    if (!line.path("type").asString("").equals(TYPE)) {
      throw new IllegalArgumentException("the first line is not of type " + TYPE);
    }
    Attributes data = new Attributes(line.path("data"));
    Attributes floor = new Attributes(line.path("data").path("floor"));
    return new ExportHeader(
        UUID.fromString(data.text("logId")),
        Origin.parse(data.text("owner")),
        Math.toIntExact(data.number("epoch")),
        data.number("headPos"),
        data.hex("headHash"),
        Instant.parse(data.text("lastRecordedAt")),
        new LogFloor(
            floor.number("pos"),
            Math.toIntExact(floor.number("epoch")),
            floor.hex("hash"),
            Instant.parse(floor.text("recordedAt"))),
        data.number("from"),
        data.number("to"));
  }
}

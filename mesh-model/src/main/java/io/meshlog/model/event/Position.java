package io.meshlog.model.event;

import java.util.UUID;

/**
 * A place in a log, as the header {@code Meshlog-Position} shows it: {@code <log>:<epoch>:<pos>}.
 */
public record Position(UUID logId, int epoch, long pos) {

  public static Position parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a position: " + text);
    }
    return new Position(
        UUID.fromString(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }

  @Override
  public String toString() {
    return logId + ":" + epoch + ':' + pos;
  }
}

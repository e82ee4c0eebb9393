package io.meshlog.dp.accesslog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * One record of an access log and where it goes (rest-and-dataplane-protocol.md 5.4).
 *
 * @param address {@code host:port}
 * @param message with the end of its line
 */
record LogRecord(String address, byte[] message) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A line as Envoy writes it: {@code {"address":"h:p","message":…}}, whose message is a text or
   * any other JSON, or {@code h:p;message}. Null when it is neither.
   *
   * @param line without its end
   */
  static @Nullable LogRecord parse(byte[] line) {
    if (line.length > 0 && line[0] == '{') {
      return json(line);
    }
    for (int i = 0; i < line.length; i++) {
      if (line[i] == ';') {
        String address = new String(line, 0, i, StandardCharsets.UTF_8);
        return new LogRecord(address, ended(Arrays.copyOfRange(line, i + 1, line.length)));
      }
    }
    return null;
  }

  private static @Nullable LogRecord json(byte[] line) {
    String address = null;
    byte[] message = null;
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), line)) {
      in.nextToken();
      while (in.nextToken() == JsonToken.PROPERTY_NAME) {
        String member = in.currentName();
        JsonToken value = in.nextToken();
        if (member.equals("address") && value == JsonToken.VALUE_STRING) {
          address = in.getString();
        } else if (member.equals("message")) {
          message = message(in, line);
        } else {
          in.skipChildren();
        }
      }
    } catch (JacksonException e) {
      return null;
    }
    return address == null || message == null ? null : new LogRecord(address, ended(message));
  }

  /** What is no text goes on as it is written. */
  private static byte[] message(JsonParser in, byte[] line) {
    if (in.currentToken() == JsonToken.VALUE_STRING) {
      return in.getString().getBytes(StandardCharsets.UTF_8);
    }
    int start = (int) in.currentTokenLocation().getByteOffset();
    in.skipChildren();
    in.finishToken();
    return Arrays.copyOfRange(line, start, (int) in.currentLocation().getByteOffset());
  }

  private static byte[] ended(byte[] message) {
    if (message.length > 0 && message[message.length - 1] == '\n') {
      return message;
    }
    byte[] ended = Arrays.copyOf(message, message.length + 1);
    ended[message.length] = '\n';
    return ended;
  }
}

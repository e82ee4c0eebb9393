package io.meshlog.dp.envoy;

import java.io.IOException;
import java.util.Locale;

/** Status and body of an answer of Envoy's admin endpoint. */
public record AdminReply(int status, String body) {

  /** Parses a whole HTTP/1.1 response that was read until the connection closed. */
  static AdminReply parse(String response) throws IOException {
    int headEnd = response.indexOf("\r\n\r\n");
    String[] statusLine = response.split("[ \r]", 3);
    if (headEnd < 0 || statusLine.length < 3 || !statusLine[0].startsWith("HTTP/1.")) {
      throw new IOException("Envoy's admin endpoint gave no HTTP answer");
    }
    String head = response.substring(0, headEnd).toLowerCase(Locale.ROOT);
    String rest = response.substring(headEnd + 4);
    boolean chunked = head.contains("\r\ntransfer-encoding: chunked");
    try {
      return new AdminReply(Integer.parseInt(statusLine[1]), chunked ? joinChunks(rest) : rest);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("Envoy's admin endpoint gave a broken HTTP answer", e);
    }
  }

  private static String joinChunks(String chunks) {
    StringBuilder body = new StringBuilder();
    int at = 0;
    while (true) {
      int lineEnd = chunks.indexOf("\r\n", at);
      int size = Integer.parseInt(chunks.substring(at, lineEnd).strip(), 16);
      if (size == 0) {
        return body.toString();
      }
      body.append(chunks, lineEnd + 2, lineEnd + 2 + size);
      at = lineEnd + 2 + size + 2;
    }
  }
}

package io.meshlog.zone.dpserver;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The answer to an {@link HttpAsk}. */
public record HttpReply(int status, String contentType, byte[] body, Map<String, String> headers) {
  public HttpReply {
    headers = Map.copyOf(headers);
  }

  public static HttpReply of(int status, String contentType, byte[] body) {
    return new HttpReply(status, contentType, body, Map.of());
  }

  /** Plain text, as Go's {@code http.Error} sends it. */
  public static HttpReply text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static HttpReply empty(int status) {
    return of(status, "", new byte[0]);
  }
}

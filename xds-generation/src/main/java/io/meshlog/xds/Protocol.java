package io.meshlog.xds;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How an application speaks (xds-generation.md 2.4, 3.2). */
public enum Protocol {
  HTTP("http"),
  HTTP2("http2"),
  GRPC("grpc"),
  KAFKA("kafka"),
  TLS("tls"),
  TCP("tcp"),
  /** Not said, or not known here: proxied as TCP. */
  UNKNOWN("unknown");

  private final String word;

  Protocol(String word) {
    this.word = word;
  }

  /** Case does not matter; anything else is unknown. */
  public static Protocol parse(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (Protocol protocol : values()) {
      if (protocol.word.equals(lower)) {
        return protocol;
      }
    }
    return UNKNOWN;
  }

  public boolean httpLike() {
    return this == HTTP || this == HTTP2 || this == GRPC;
  }

  public String word() {
    return word;
  }

  /** The protocol all of these can be taken for; unknown if there are none or one is unknown. */
  public static Protocol common(Collection<Protocol> all) {
    Protocol result = null;
    for (Protocol each : all) {
      result = result == null ? each : common(result, each);
    }
    return result == null ? UNKNOWN : result;
  }

  private static Protocol common(Protocol one, Protocol other) {
    if (one == other) {
      return one;
    }
    if (one == UNKNOWN || other == UNKNOWN) {
      return UNKNOWN;
    }
    List<Protocol> stack = new ArrayList<>(one.stack());
    stack.retainAll(other.stack());
    return stack.isEmpty() ? UNKNOWN : stack.getFirst();
  }

  private List<Protocol> stack() {
    return switch (this) {
      case GRPC -> List.of(GRPC, HTTP2, TCP);
      case HTTP2 -> List.of(HTTP2, TCP);
      case HTTP -> List.of(HTTP, TCP);
      case KAFKA -> List.of(KAFKA, TCP);
      case TLS, TCP -> List.of(TCP);
      case UNKNOWN -> List.of();
    };
  }
}

package io.meshlog.api.auth;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request comes from this very machine and from no web page of another origin: then it is
 * the admin's (rest-and-dataplane-protocol.md 1.3, all conditions must hold).
 */
public final class LocalhostRule {
  private static final Pattern HOST =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^:\\[\\]]+))(?::(\\d{1,5}))?");
  private static final int MAX_PORT = 65535;

  private LocalhostRule() {}

  /**
   * @param peer address of the TCP peer
   * @param header a request header by name, null when absent
   */
  public static boolean holds(InetAddress peer, Function<String, @Nullable String> header) {
    if (!peer.isLoopbackAddress()
        || header.apply("Forwarded") != null
        || header.apply("X-Forwarded-For") != null
        || header.apply("X-Real-IP") != null) {
      return false;
    }
    String hostHeader = header.apply("Host");
    Optional<HostPort> host = hostHeader == null ? Optional.empty() : HostPort.parse(hostHeader);
    if (host.isEmpty() || !host.get().loopback()) {
      return false;
    }
    String site = header.apply("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      return false;
    }
    String origin = header.apply("Origin");
    return origin == null || sameOrigin(origin, host.get());
  }

  private static boolean sameOrigin(String origin, HostPort host) {
    try {
      URI uri = URI.create(origin);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http
          && uri.getRawAuthority() != null
          && HostPort.parse(uri.getRawAuthority())
              .filter(other -> other.loopback() && other.equals(host))
              .isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Host without trailing dot, lower case; port empty when not given. */
  private record HostPort(String host, String port) {
    static Optional<HostPort> parse(String text) {
      Matcher match = HOST.matcher(text);
      if (!match.matches()) {
        return Optional.empty();
      }
      String port = match.group(3) == null ? "" : match.group(3);
      if (!port.isEmpty() && Integer.parseInt(port) > MAX_PORT) {
        return Optional.empty();
      }
      String host = match.group(1) == null ? match.group(2) : match.group(1);
      String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      return Optional.of(new HostPort(bare.toLowerCase(Locale.ROOT), port));
    }

    boolean loopback() {
      if (host.equals("localhost")) {
        return true;
      }
      try {
        return InetAddress.ofLiteral(host).isLoopbackAddress();
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }
}

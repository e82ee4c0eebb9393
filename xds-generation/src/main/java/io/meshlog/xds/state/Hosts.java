package io.meshlog.xds.state;

import java.net.Inet6Address;
import java.util.Optional;
import java.util.regex.Pattern;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What is known of host names that stand where Envoy wants an IP. Names are resolved outside, since
 * this module does no I/O; until then what they name does not exist for proxies.
 */
record Hosts(PMap<String, String> resolved) {
  static final Hosts NONE = new Hosts(HashTreePMap.empty());

  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

  /** The address itself when it is an IP, else what it resolved to. */
  Optional<String> ip(String address) {
    return isIp(address) ? Optional.of(address) : Optional.ofNullable(resolved.get(address));
  }

  static boolean isIp(String address) {
    return IPV4.matcher(address).matches() || address.indexOf(':') >= 0 && isIpv6(address);
  }

  private static boolean isIpv6(String address) {
    if (address.indexOf('%') >= 0 || address.indexOf('[') >= 0) {
      return false;
    }
    try {
      Inet6Address.ofLiteral(address);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}

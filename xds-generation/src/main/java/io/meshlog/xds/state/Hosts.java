package io.meshlog.xds.state;

import java.net.Inet6Address;
import java.util.Optional;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What is known of host names that stand where Envoy wants an IP. Names are resolved outside, since
 * this module does no I/O; until then what they name does not exist for proxies.
 */
record Hosts(PMap<String, String> resolved) {
  static final Hosts NONE = new Hosts(HashTreePMap.empty());

  /** The address itself when it is an IP, else what it resolved to. */
  Optional<String> ip(String address) {
    return isIp(address) ? Optional.of(address) : Optional.ofNullable(resolved.get(address));
  }

  static boolean isIp(String address) {
    return isIpv4(address) || address.indexOf(':') >= 0 && isIpv6(address);
  }

  /** Four numbers up to 255; asked for each address of each proxy at each generation. */
  private static boolean isIpv4(String address) {
    int dots = 0;
    int digits = 0;
    int number = 0;
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '.' && digits > 0 && dots < 3) {
        dots++;
        digits = 0;
        number = 0;
      } else if (c >= '0' && c <= '9' && !(digits == 2 && number < 10)) {
        digits++;
        number = 10 * number + c - '0';
      } else {
        return false;
      }
      if (number > 255) {
        return false;
      }
    }
    return dots == 3 && digits > 0;
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

package io.meshlog.model.resource;

import java.net.Inet6Address;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses and ports as proxies are given them (rest-and-dataplane-protocol.md 7.1). */
public final class AddressRules {
  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
  private static final Pattern DOMAIN =
      Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62}(\\.[a-zA-Z0-9_][a-zA-Z0-9_-]{0,62})*[._]?");
  private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?\\d+\\.?");
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final int MAX_DOMAIN = 253;
  private static final int MAX_PORT = 65535;

  private AddressRules() {}

  public static boolean ip(String text) {
    return IPV4.matcher(text).matches() || ipv6(text);
  }

  private static boolean ipv6(String text) {
    if (text.indexOf(':') < 0 || text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
      return false;
    }
    try {
      Inet6Address.ofLiteral(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A name that resolvers take: a last label of digits only is a mistyped IP address. */
  public static boolean domain(String text) {
    return text.length() <= MAX_DOMAIN
        && DOMAIN.matcher(text).matches()
        && !NUMERIC_END.matcher(text).matches();
  }

  /** Whether it is a lower-case RFC 1123 subdomain of at most 253 characters. */
  public static boolean subdomain(String text) {
    return text.length() <= MAX_DOMAIN && SUBDOMAIN.matcher(text).matches();
  }

  public static boolean loopback(String ip) {
    return ip.startsWith("127.") || ip.equals("::1");
  }

  public static boolean unspecified(String ip) {
    return ip.equals("0.0.0.0") || ip.equals("::");
  }

  /** Whether two listeners with these addresses would collide on one port. */
  public static boolean overlap(String one, String other) {
    return one.equals(other) || unspecified(one) || unspecified(other);
  }

  /** An address where others reach something. Refuses none, a wildcard, or no address at all. */
  public static void reachable(@Nullable String address, Violations field) {
    if (address == null || address.isEmpty()) {
      field.add("address can't be empty");
    } else if (unspecified(address)) {
      field.add("must not be 0.0.0.0 or ::");
    } else if (!ip(address) && !domain(address)) {
      field.add("address has to be valid IP address or domain name");
    }
  }

  public static void port(int port, Violations field) {
    if (port < 1 || port > MAX_PORT) {
      field.add("port must be in the range [1, " + MAX_PORT + ']');
    }
  }
}

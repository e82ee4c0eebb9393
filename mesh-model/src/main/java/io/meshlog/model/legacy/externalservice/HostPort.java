package io.meshlog.model.legacy.externalservice;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.Violations;

/**
 * An address taken apart as Go takes it: {@code host:port} or {@code [v6]:port}.
 *
 * @param sound whether it has that form; if not, both parts are empty
 */
record HostPort(boolean sound, String host, String port) {
  private static final HostPort UNSOUND = new HostPort(false, "", "");
  private static final int DIGITS = 9;

  static HostPort of(String address) {
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      return UNSOUND;
    }
    String host = address.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      return UNSOUND;
    }
    return host.indexOf('[') >= 0 || host.indexOf(']') >= 0
        ? UNSOUND
        : new HostPort(true, host, address.substring(colon + 1));
  }

  void validate(Violations at) {
    if (!sound) {
      at.add("unable to parse address");
    }
    if (!AddressRules.ip(host) && !AddressRules.domain(host)) {
      at.add("address has to be a valid IP address or a domain name");
    }
    boolean number = !port.isEmpty() && port.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      at.add("unable to parse port in address");
    }
    boolean small = number && port.length() <= DIGITS;
    AddressRules.port(small ? Integer.parseInt(port) : 0, at);
  }
}

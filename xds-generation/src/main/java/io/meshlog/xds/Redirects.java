package io.meshlog.xds;

/**
 * How the traffic of a proxy's host is led to it (transparent proxying).
 *
 * @param inbound port that takes what comes in, 0 when none does
 * @param outbound port that takes what goes out, 0 when none does
 * @param ipv6 whether IPv6 is led there as well
 */
public record Redirects(int inbound, int outbound, boolean ipv6) {
  public static final Redirects NONE = new Redirects(0, 0, false);

  public boolean enabled() {
    return inbound > 0 || outbound > 0;
  }
}

package io.meshlog.xds.draft;

import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.ListenerFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * What a transparent proxy does with calls to destinations that the mesh does not know, of one
 * family of addresses.
 */
public final class PassthroughDraft {
  private final String name;
  private final boolean ipv6;
  private final TcpDraft traffic;
  private final List<FilterChain> chains = new ArrayList<>();
  private final List<ListenerFilter> filters = new ArrayList<>();

  /**
   * @param name of the listener and of its cluster
   */
  public PassthroughDraft(String name, boolean ipv6, TcpDraft traffic) {
    this.name = name;
    this.ipv6 = ipv6;
    this.traffic = traffic;
  }

  public String name() {
    return name;
  }

  public boolean ipv6() {
    return ipv6;
  }

  /** To wherever the caller meant to go; unused when there are chains. */
  public TcpDraft traffic() {
    return traffic;
  }

  /** Instead of passing everything on. May be changed. */
  public List<FilterChain> chains() {
    return chains;
  }

  /** What the chains are told apart by. May be changed. */
  public List<ListenerFilter> filters() {
    return filters;
  }
}

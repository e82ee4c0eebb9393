package io.meshlog.xds.draft;

import java.util.ArrayList;
import java.util.List;

/** What a gateway does with the requests for some hosts: a virtual host. */
public final class GatewayHostDraft {
  private final String hostname;
  private final List<RouteDraft> routes = new ArrayList<>();

  /**
   * @param hostname a domain, {@code *.} and a domain, or {@code *}
   */
  public GatewayHostDraft(String hostname) {
    this.hostname = hostname;
  }

  public String hostname() {
    return hostname;
  }

  /** In order of trial. May be changed. */
  public List<RouteDraft> routes() {
    return routes;
  }
}

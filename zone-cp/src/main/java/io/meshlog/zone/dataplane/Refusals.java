package io.meshlog.zone.dataplane;

import io.meshlog.xds.ProxyKey;

/** Told of each proxy that was turned away for the token it showed, or showed not. Never blocks. */
@FunctionalInterface
public interface Refusals {
  /**
   * @param client address of the TCP peer
   * @param path of the request or of the gRPC method
   * @param status as HTTP would say it
   * @param why never holds the token
   */
  void refused(ProxyKey proxy, String client, String path, int status, String why);
}

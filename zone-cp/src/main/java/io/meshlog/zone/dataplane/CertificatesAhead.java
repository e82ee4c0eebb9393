package io.meshlog.zone.dataplane;

import io.meshlog.xds.ProxyFacts;

/**
 * Sees that a proxy's certificates are there when its first config is made, which would have to be
 * made again else. Without them it gets what config there can be without.
 */
public interface CertificatesAhead {
  /** Before its resource is registered: what does not depend on that. Never blocks. */
  void order(ProxyFacts facts);

  /** When its resource is in the image. Blocks until all are there, a moment at most. */
  void await(ProxyFacts facts);

  /** It was not let in after all. */
  void forget(ProxyFacts facts);
}

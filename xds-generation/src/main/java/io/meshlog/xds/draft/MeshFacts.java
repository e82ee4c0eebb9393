package io.meshlog.xds.draft;

import io.meshlog.model.mesh.MeshSpec;
import io.meshlog.xds.Protocol;

/** What a generator and a policy may know of the mesh at large. */
public interface MeshFacts {
  String name();

  MeshSpec spec();

  /** The zone whose proxies this is for. */
  String zone();

  /** Folded over all endpoints of the service, local and remote; unknown when it has none. */
  Protocol protocolOf(String service);

  /**
   * Whether every proxy of the service can take TLS, which matters in a PERMISSIVE mesh
   * (xds-generation.md 4.4).
   */
  boolean tlsReady(String service);
}

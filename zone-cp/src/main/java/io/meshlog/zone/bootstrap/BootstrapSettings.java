package io.meshlog.zone.bootstrap;

import java.time.Duration;
import java.util.Set;

/**
 * What the control plane contributes to a bootstrap.
 *
 * @param xdsHost what proxies dial, empty: what they dialled for their bootstrap
 * @param xdsPort port of the dataplane server
 * @param connectTimeout to the control plane
 * @param adminUnixSocket whether Envoy's admin listens on a socket in the proxy's working folder
 *     instead of a port, where the proxy names such a folder
 * @param adminAddress of Envoy's admin
 * @param adminPort when the Dataplane names none; 0 means no admin
 * @param adminAccessLog path
 * @param caPem PEM of the dataplane server's own certificate, for proxies that bring no CA
 * @param serverNames hosts and addresses the dataplane server's certificate is for
 * @param health whether sidecars probe their applications
 * @param reloadableTokens whether Envoy reads its token from a file, where the proxy names one
 */
public record BootstrapSettings(
    String xdsHost,
    int xdsPort,
    Duration connectTimeout,
    boolean adminUnixSocket,
    String adminAddress,
    int adminPort,
    String adminAccessLog,
    String caPem,
    Set<String> serverNames,
    boolean health,
    boolean reloadableTokens) {
  public BootstrapSettings {
    serverNames = Set.copyOf(serverNames);
  }
}

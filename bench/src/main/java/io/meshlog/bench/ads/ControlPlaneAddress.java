package io.meshlog.bench.ads;

import java.nio.file.Path;

/**
 * Where a control plane serves ADS.
 *
 * @param caCert PEM file that verifies its certificate for {@code localhost}
 */
public record ControlPlaneAddress(String host, int port, Path caCert) {}

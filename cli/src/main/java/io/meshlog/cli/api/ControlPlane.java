package io.meshlog.cli.api;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A control plane and how to reach it.
 *
 * @param name what the user calls it
 * @param address of its API server, without a trailing slash
 * @param headers sent with every request
 * @param token of the user, sent as a bearer token
 */
public record ControlPlane(
    String name, URI address, Map<String, String> headers, @Nullable String token, Tls tls) {
  public static final URI DEFAULT_ADDRESS = URI.create("http://localhost:5681");

  public ControlPlane {
    headers = Map.copyOf(headers);
  }

  public static ControlPlane local() {
    return at("local", DEFAULT_ADDRESS);
  }

  public static ControlPlane at(String name, URI address) {
    return new ControlPlane(name, address, Map.of(), null, Tls.NONE);
  }
}

package io.meshlog.dp.envoy;

import io.meshlog.dp.http.HttpCall;
import io.meshlog.dp.http.HttpCall.Reply;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Envoy's admin endpoint over TCP or a unix socket. Thread-safe; each call is one connection. */
public record EnvoyAdmin(SocketAddress address, Duration timeout) {

  public static EnvoyAdmin tcp(String host, int port, Duration timeout) {
    return new EnvoyAdmin(new InetSocketAddress(host, port), timeout);
  }

  public static EnvoyAdmin pipe(Path path, Duration timeout) {
    return new EnvoyAdmin(UnixDomainSocketAddress.of(path), timeout);
  }

  public boolean isPipe() {
    return address instanceof UnixDomainSocketAddress;
  }

  /** {@code GET /ready}: 200 with body LIVE once Envoy serves. */
  public Reply ready() throws IOException {
    return new HttpCall(address, timeout).get("/ready");
  }

  /** Makes Envoy fail health checks and close HTTP connections as their requests end. */
  public Reply failHealthChecks() throws IOException {
    return new HttpCall(address, timeout).post("/healthcheck/fail", "", new byte[0]);
  }
}

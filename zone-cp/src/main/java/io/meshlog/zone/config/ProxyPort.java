package io.meshlog.zone.config;

import io.meshlog.api.config.SettingProblem;
import io.meshlog.zone.ProxyServing;
import io.meshlog.zone.dpserver.DpServer;
import io.meshlog.zone.dpserver.HttpEndpoint;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Opens the dataplane server when all else is there, and closes it first. */
final class ProxyPort implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ProxyPort.class);

  private final InetSocketAddress address;
  private final SslContext tls;
  private final ProxyServing serving;
  private final IntFunction<HttpEndpoint> http;
  private volatile @Nullable DpServer server;

  /**
   * @param http the endpoint, given the port that proxies are to dial
   */
  ProxyPort(
      InetSocketAddress address,
      SslContext tls,
      ProxyServing serving,
      IntFunction<HttpEndpoint> http) {
    this.address = address;
    this.tls = tls;
    this.serving = serving;
    this.http = http;
  }

  /** The bound port. */
  int port() {
    DpServer now = server;
    return now == null ? address.getPort() : now.port();
  }

  @Override
  public void start() {
    try {
      // With port 0 the bootstrap must name the port that the system chose.
      HttpEndpoint endpoint = ask -> http.apply(port()).answer(ask);
      DpServer started =
          DpServer.start(address, tls, serving.services(), endpoint, serving.turns());
      server = started;
      LOG.info("serves proxies on {} port {}", address.getHostString(), started.port());
    } catch (IOException e) {
      throw new SettingProblem(
          "kuma.dp-server.port", "cannot listen on " + address + ": " + e.getMessage());
    }
  }

  @Override
  public void stop() {
    DpServer running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }
}

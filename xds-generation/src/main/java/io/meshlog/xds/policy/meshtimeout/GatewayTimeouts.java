package io.meshlog.xds.policy.meshtimeout;

import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.policy.Durations;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Conf;
import io.meshlog.xds.policy.meshtimeout.MeshTimeout.Http;

/** How long a builtin gateway waits for its clients (policies.md 2.4, last paragraph). */
final class GatewayTimeouts {
  private GatewayTimeouts() {}

  /** What is not said stays as the gateway has it. */
  static void ofClients(TrafficDraft traffic, Conf conf) {
    switch (traffic) {
      case HttpDraft http -> {
        HttpConnectionManager.Builder manager = http.manager();
        Http said = conf.httpOrEmpty();
        if (conf.idleTimeout() != null) {
          manager
              .getCommonHttpProtocolOptionsBuilder()
              .setIdleTimeout(Durations.of(conf.idleTimeout()));
        }
        if (said.requestHeadersTimeout() != null) {
          manager.setRequestHeadersTimeout(Durations.of(said.requestHeadersTimeout()));
        }
        if (said.streamIdleTimeout() != null) {
          manager.setStreamIdleTimeout(Durations.of(said.streamIdleTimeout()));
        }
        if (said.requestTimeout() != null) {
          manager.setRequestTimeout(Durations.of(said.requestTimeout()));
        }
      }
      case TcpDraft tcp -> {
        if (conf.idleTimeout() != null) {
          tcp.proxy().setIdleTimeout(Durations.of(conf.idleTimeout()));
        }
      }
    }
  }
}

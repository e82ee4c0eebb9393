package io.meshlog.xds.baseline;

import com.google.protobuf.UInt32Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.meshlog.xds.Names;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.ProxyDraft;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.databind.JsonNode;

/**
 * What kuma-dp itself is configured by: a listener on a socket in its working folder that answers
 * with JSON by path, and with 304 to who has it already (rest-and-dataplane-protocol.md 5.4).
 * Without a path there is no listener: kuma-dp takes an absent socket for "nothing yet".
 */
public final class DynamicConfig {
  private static final String SOCKET = "/kuma-mesh-metric-config.sock";
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private DynamicConfig() {}

  /** What every sidecar is told, as far as it has a use for it. */
  public static void baseline(ProxyDraft draft) {
    if (MeshDns.wanted(draft) && draft.facts().has(ProxyFacts.EMBEDDED_DNS)) {
      draft.dynamicConfig().put("/dns", MeshDns.body(draft));
    }
  }

  /** Empty when there is nothing to say, or nowhere to say it. */
  public static Optional<Listener> listener(ProxyDraft draft) {
    ProxyFacts facts = draft.facts();
    SortedMap<String, JsonNode> bodies = draft.dynamicConfig();
    if (bodies.isEmpty() || facts.workdir().isEmpty()) {
      return Optional.empty();
    }
    String name =
        facts.has(ProxyFacts.UNIFIED_NAMING) ? Names.UNIFIED_DYNAMIC_CONFIG : Names.DYNAMIC_CONFIG;
    HttpDraft http = new HttpDraft(name, name, name);
    VirtualHost.Builder host = VirtualHost.newBuilder().setName(name).addDomains("*");
    int longest = 0;
    for (var each : bodies.entrySet()) {
      String body = each.getValue().toString();
      longest = Math.max(longest, body.getBytes(StandardCharsets.UTF_8).length);
      addRoutes(host, each.getKey(), body);
    }
    RouteConfiguration.Builder routes =
        RouteConfiguration.newBuilder()
            .setName(name)
            .addVirtualHosts(host)
            .setMaxDirectResponseBodySizeBytes(UInt32Value.of(longest));
    http.manager().setRouteConfig(routes);
    return Optional.of(
        Listener.newBuilder()
            .setName(name)
            .setTrafficDirection(TrafficDirection.INBOUND)
            .setAddress(
                Address.newBuilder().setPipe(Pipe.newBuilder().setPath(facts.workdir() + SOCKET)))
            .addFilterChains(
                FilterChain.newBuilder().addFilters(http.freeze(http.manager().build(), null)))
            .build());
  }

  /** The answer to who has it comes first. */
  private static void addRoutes(VirtualHost.Builder host, String path, String body) {
    String tag = hash(body);
    HeaderValueOption header =
        HeaderValueOption.newBuilder()
            .setHeader(HeaderValue.newBuilder().setKey("Etag").setValue(tag))
            .build();
    HeaderMatcher known =
        HeaderMatcher.newBuilder()
            .setName("If-None-Match")
            .setStringMatch(StringMatcher.newBuilder().setExact(tag))
            .build();
    host.addRoutes(
        Route.newBuilder()
            .setName(path + ":not_modified")
            .setMatch(RouteMatch.newBuilder().setPath(path).addHeaders(known))
            .setDirectResponse(DirectResponseAction.newBuilder().setStatus(NOT_MODIFIED))
            .addResponseHeadersToAdd(header));
    DirectResponseAction.Builder answer = DirectResponseAction.newBuilder().setStatus(OK);
    answer.getBodyBuilder().setInlineString(body);
    host.addRoutes(
        Route.newBuilder()
            .setName(path)
            .setMatch(RouteMatch.newBuilder().setPath(path))
            .setDirectResponse(answer)
            .addResponseHeadersToAdd(header));
  }

  private static String hash(String body) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

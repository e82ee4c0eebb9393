package io.meshlog.xds.policy.meshaccesslog;

import io.envoyproxy.envoy.config.accesslog.v3.AccessLog;
import io.meshlog.model.resource.PolicyTraits;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceType;
import io.meshlog.model.target.ConfType;
import io.meshlog.model.target.Effective;
import io.meshlog.model.target.PolicySource;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.Destination;
import io.meshlog.xds.draft.GatewayListenerDraft;
import io.meshlog.xds.draft.HttpDraft;
import io.meshlog.xds.draft.InboundDraft;
import io.meshlog.xds.draft.OutboundDraft;
import io.meshlog.xds.draft.PassthroughDraft;
import io.meshlog.xds.draft.ProxyDraft;
import io.meshlog.xds.draft.RouteDraft;
import io.meshlog.xds.draft.TcpDraft;
import io.meshlog.xds.draft.TrafficDraft;
import io.meshlog.xds.policy.Decisions;
import io.meshlog.xds.policy.Policy;
import io.meshlog.xds.policy.PolicySet;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Backend;
import io.meshlog.xds.policy.meshaccesslog.MeshAccessLog.Conf;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds access loggers (policies.md 2.9). Confs for a destination are merged; rules of an inbound
 * are not: each logs on its own.
 */
public final class MeshAccessLogPolicy implements Policy<Conf> {
  public static final ResourceType<MeshAccessLog> TYPE =
      ResourceType.named("MeshAccessLog", MeshAccessLog.class)
          .path("meshaccesslogs")
          .shortName("mal")
          .displayNames("Mesh Access Log", "Mesh Access Logs")
          .status()
          .rules(new MeshAccessLogRules())
          .policy(new PolicyTraits(true, true, true, true))
          .build();

  private static final ConfType<Conf> CONF = ConfType.of(Conf.class);

  /** As Kuma calls what is not of the mesh. */
  private static final String OUTSIDE = "external";

  @Override
  public ResourceType<MeshAccessLog> type() {
    return TYPE;
  }

  @Override
  public boolean knowsProxy(List<Resource<? extends PolicySpec>> matched) {
    return true;
  }

  @Override
  public ConfType<Conf> conf() {
    return CONF;
  }

  @Override
  public void onInbound(InboundDraft inbound, PolicySet<Conf> matched, ProxyDraft proxy) {
    List<LogRule> rules = LogRule.of(matched.policies());
    if (rules.isEmpty()) {
      return;
    }
    List<PolicySource> sources = rules.stream().map(LogRule::source).toList();
    proxy.decided(Decisions.of(inbound.listenerName(), TYPE, sources));
    Loggers loggers =
        new Loggers(proxy, Placeholders.ofInbound(proxy), inbound.traffic() instanceof HttpDraft);
    for (LogRule rule : rules) {
      for (Backend backend : rule.conf().backendsOrNone()) {
        loggers.logger(backend).ifPresent(logger -> add(inbound.traffic(), rule.filtered(logger)));
      }
      if (rule.looksAtSni()) {
        inbound.inspectSni();
      }
    }
  }

  @Override
  public void onOutbound(OutboundDraft outbound, PolicySet<Conf> matched) {
    TrafficDraft traffic = outbound.traffic();
    if (traffic == null || matched.isEmpty()) {
      return;
    }
    ProxyDraft proxy = outbound.proxy();
    Loggers loggers =
        new Loggers(
            proxy,
            Placeholders.ofOutbound(proxy, outbound.service()),
            traffic instanceof HttpDraft);
    matched
        .to(outbound.destination(), proxy.mesh())
        .ifPresent(effective -> {
          proxy.decided(Decisions.of(outbound.listenerName(), TYPE, effective));
          for (Backend backend : effective.conf().backendsOrNone()) {
            Optional<AccessLog.Builder> logger = loggers.logger(backend);
            logger.ifPresent(built -> add(traffic, built.build()));
          }
        });
    if (traffic instanceof HttpDraft http) {
      routes(outbound, http, matched, loggers);
    }
  }

  /** What is said to a route, beside what is said to the destination; its halves share loggers. */
  private static void routes(
      OutboundDraft outbound, HttpDraft http, PolicySet<Conf> matched, Loggers loggers) {
    Set<String> done = new HashSet<>();
    for (RouteDraft route : http.routes()) {
      Optional<Effective<Conf>> found = matched.toRouteAlone(route, outbound.proxy().mesh());
      if (found.isEmpty()) {
        continue;
      }
      Effective<Conf> effective = found.get();
      RouteLogs.mark(http, route);
      if (done.add(route.name())) {
        outbound.proxy().decided(Decisions.of(outbound.listenerName(), TYPE, effective));
        for (Backend backend : effective.conf().backendsOrNone()) {
          loggers
              .logger(backend)
              .ifPresent(built -> add(http, RouteLogs.only(built, route.name())));
        }
      }
    }
  }

  /**
   * What leaves the mesh through a transparent proxy, and what is called by its own address, is
   * logged by what is said to the mesh.
   */
  @Override
  public void onProxy(ProxyDraft proxy, PolicySet<Conf> matched) {
    Optional<Effective<Conf>> found = matched.to(Destination.service(OUTSIDE), proxy.mesh());
    if (found.isEmpty()) {
      return;
    }
    Effective<Conf> effective = found.get();
    for (PassthroughDraft passthrough : proxy.passthrough()) {
      proxy.decided(Decisions.of(passthrough.name(), TYPE, effective));
      passthrough.traffic().proxy().addAllAccessLog(outside(proxy, effective, OUTSIDE));
    }
    proxy.directLogs(name -> {
      proxy.decided(Decisions.of(name, TYPE, effective));
      return outside(proxy, effective, name);
    });
  }

  private static List<AccessLog> outside(
      ProxyDraft proxy, Effective<Conf> effective, String service) {
    Loggers loggers = new Loggers(proxy, Placeholders.ofOutbound(proxy, service), false);
    return effective.conf().backendsOrNone().stream()
        .flatMap(backend -> loggers.logger(backend).stream())
        .map(AccessLog.Builder::build)
        .toList();
  }

  /** What is said to the mesh as a whole: where a request leads is not known yet. */
  @Override
  public void onGateway(GatewayListenerDraft listener, PolicySet<Conf> matched) {
    if (!listener.opens()) {
      return;
    }
    ProxyDraft proxy = listener.proxy();
    for (Effective<Conf> effective : matched.toMeshApart()) {
      proxy.decided(Decisions.of(listener.name(), TYPE, effective));
      Loggers loggers =
          new Loggers(
              proxy, Placeholders.ofOutbound(proxy, "*"), listener.traffic() instanceof HttpDraft);
      for (Backend backend : effective.conf().backendsOrNone()) {
        Optional<AccessLog.Builder> logger = loggers.logger(backend);
        logger.ifPresent(built -> add(listener.traffic(), built.build()));
      }
    }
  }

  private static void add(@Nullable TrafficDraft traffic, AccessLog logger) {
    switch (traffic) {
      case HttpDraft http -> http.manager().addAccessLog(logger);
      case TcpDraft tcp -> tcp.proxy().addAccessLog(logger);
      case null -> {}
    }
  }
}

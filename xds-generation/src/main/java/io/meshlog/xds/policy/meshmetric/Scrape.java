package io.meshlog.xds.policy.meshmetric;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.target.GatewayListeners;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.xds.policy.PolicyTable;
import io.meshlog.xds.policy.meshmetric.MeshMetric.BackendType;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Conf;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Prometheus;
import io.meshlog.xds.policy.meshmetric.MeshMetric.TlsMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a Prometheus finds the metrics of a proxy.
 *
 * @param client which Prometheus it is for; empty: every one that no policy names
 * @param tls whether with the certificate that kuma-dp was given
 */
public record Scrape(String client, boolean tls, int port, String path) {

  /** Of several backends for one client the last one counts, as among the proxy's listeners. */
  public static List<Scrape> of(
      PolicyTable policies, Resource<DataplaneSpec> dataplane, GatewayListeners gateway) {
    Map<String, Scrape> byClient = new LinkedHashMap<>();
    policies
        .matched(MeshMetricPolicy.TYPE, dataplane, gateway)
        .flatMap(matched -> matched.proxy().single())
        .ifPresent(effective -> {
          if (effective.conf() instanceof Conf conf) {
            prometheus(conf).map(Scrape::of).forEach(each -> byClient.put(each.client(), each));
          }
        });
    return List.copyOf(byClient.values());
  }

  /** Whom a policy names. */
  public static Stream<String> clients(MeshMetric spec) {
    return spec.conf() == null
        ? Stream.empty()
        : prometheus(spec.conf()).map(Scrape::client).filter(client -> !client.isEmpty());
  }

  private static Stream<Prometheus> prometheus(Conf conf) {
    return PolicySpec.orNone(conf.backends()).stream()
        .filter(backend -> backend.type() == BackendType.Prometheus)
        .map(MeshMetric.Backend::prometheus)
        .filter(Objects::nonNull);
  }

  private static String client(Prometheus backend) {
    return Objects.requireNonNullElse(backend.clientId(), "");
  }

  private static Scrape of(Prometheus backend) {
    return new Scrape(
        client(backend),
        backend.mode() == TlsMode.ProvidedTLS,
        backend.portOrDefault(),
        backend.pathOrDefault());
  }
}

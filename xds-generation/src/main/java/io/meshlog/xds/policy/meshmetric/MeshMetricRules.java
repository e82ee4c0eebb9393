package io.meshlog.xds.policy.meshmetric;

import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.PolicySpec;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Backend;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Conf;
import io.meshlog.xds.policy.meshmetric.MeshMetric.OpenTelemetry;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Profile;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Profiles;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Prometheus;
import io.meshlog.xds.policy.meshmetric.MeshMetric.Selector;
import io.meshlog.xds.policy.meshmetric.MeshMetric.SelectorType;
import io.meshlog.xds.policy.meshmetric.MeshMetric.TlsMode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Which MeshMetrics are acceptable (policies.md 2.11). The doubled field paths are Kuma's. */
final class MeshMetricRules implements SpecRules<MeshMetric> {
  private static final RefPosition TOP = RefPosition.top(false, TargetKind.MESH_GATEWAY);
  private static final String PORT = "port must be a valid (1-65535)";
  private static final int MAX_PORT = 65535;
  private static final Pattern HOST_PORT = Pattern.compile("([^:\\[\\]]*|\\[[^\\]]*]):[^:]*");

  @Override
  public void validate(MeshMetric spec, Violations at) {
    PolicyChecks.schema(spec, at);
    Conf conf = spec.conf() == null ? new Conf(null, null, null) : spec.conf();
    schema(conf, at.at("default"));
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    profiles(conf, at.at("default").at("sidecar").at("profiles"));
    applications(conf, at.at("default").at("applications"));
    for (int i = 0; i < conf.backendsOrNone().size(); i++) {
      backend(conf.backendsOrNone().get(i), at.at("default").at("backends").at("backend", i));
    }
  }

  private static Profiles profiles(Conf conf) {
    return conf.sidecar() == null || conf.sidecar().profiles() == null
        ? new Profiles(null, null, null)
        : conf.sidecar().profiles();
  }

  private static void schema(Conf conf, Violations at) {
    Violations of = at.at("sidecar").at("profiles");
    List<Profile> profiles = PolicySpec.orNone(profiles(conf).appendProfiles());
    for (int i = 0; i < profiles.size(); i++) {
      SchemaRules.required(profiles.get(i).name(), "name", of.at("appendProfiles", i));
    }
    selectors(profiles(conf).exclude(), "exclude", of);
    selectors(profiles(conf).include(), "include", of);
    for (int i = 0; i < conf.applicationsOrNone().size(); i++) {
      SchemaRules.required(
          conf.applicationsOrNone().get(i).port(), "port", at.at("applications", i));
    }
    for (int i = 0; i < conf.backendsOrNone().size(); i++) {
      SchemaRules.required(conf.backendsOrNone().get(i).type(), "type", at.at("backends", i));
    }
  }

  private static void selectors(@Nullable List<Selector> said, String list, Violations at) {
    List<Selector> selectors = PolicySpec.orNone(said);
    for (int i = 0; i < selectors.size(); i++) {
      SchemaRules.required(selectors.get(i).type(), "type", at.at(list, i));
      SchemaRules.required(selectors.get(i).match(), "match", at.at(list, i));
    }
  }

  private static void profiles(Conf conf, Violations at) {
    regexes(profiles(conf).exclude(), "exclude", at);
    regexes(profiles(conf).include(), "include", at);
  }

  private static void regexes(@Nullable List<Selector> said, String list, Violations at) {
    List<Selector> selectors = PolicySpec.orNone(said);
    for (int i = 0; i < selectors.size(); i++) {
      Selector selector = selectors.get(i);
      if (selector.type() == SelectorType.Regex && !regex(selector.match())) {
        at.at(list, i).add("match", "invalid regex");
      }
    }
  }

  private static boolean regex(@Nullable String text) {
    try {
      Pattern.compile(text == null ? "" : text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static void applications(Conf conf, Violations at) {
    for (int i = 0; i < conf.applicationsOrNone().size(); i++) {
      Integer port = conf.applicationsOrNone().get(i).port();
      if (port != null && (port < 1 || port > MAX_PORT)) {
        at.at("application", i).add(PORT);
      }
    }
  }

  private static void backend(Backend backend, Violations at) {
    switch (backend.type()) {
      case Prometheus -> {
        Prometheus prometheus = backend.prometheus();
        if (prometheus == null) {
          at.add("prometheus", PolicyChecks.DEFINED);
        } else if (prometheus.port() != null
            && (prometheus.port() < 1 || prometheus.port() > MAX_PORT)) {
          at.add("port", PORT);
        }
      }
      case OpenTelemetry -> {
        if (backend.openTelemetry() == null) {
          at.add("openTelemetry", PolicyChecks.DEFINED);
        } else {
          collector(backend.openTelemetry(), at.at("openTelemetry"));
        }
      }
      case null -> {}
    }
  }

  private static void collector(OpenTelemetry said, Violations at) {
    String endpoint = said.endpoint();
    if (endpoint == null || endpoint.isEmpty() || said.backendRef() != null) {
      Collector.validate(endpoint, said.backendRef(), at);
    } else if (endpoint.matches(".*[/?#].*")) {
      at.add("endpoint", "must be in host:port format, not a URL");
    } else if (!HOST_PORT.matcher(endpoint).matches()) {
      at.add("endpoint", "must be in host:port format");
    }
  }

  @Override
  public List<String> warnings(String name, MeshMetric spec) {
    Conf conf = spec.conf() == null ? new Conf(null, null, null) : spec.conf();
    boolean mutual =
        conf.backendsOrNone().stream()
            .map(Backend::prometheus)
            .anyMatch(
                prometheus -> prometheus != null && prometheus.mode() == TlsMode.ActiveMTLSBackend);
    return mutual
        ? List.of("tls mode ActiveMTLSBackend is served without TLS, as in Kuma 2.14")
        : List.of();
  }
}

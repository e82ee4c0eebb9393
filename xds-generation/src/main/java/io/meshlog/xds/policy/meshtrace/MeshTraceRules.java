package io.meshlog.xds.policy.meshtrace;

import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.Collector;
import io.meshlog.xds.policy.Percentages;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Backend;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Conf;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Sampling;
import io.meshlog.xds.policy.meshtrace.MeshTrace.Tag;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which MeshTraces are acceptable (policies.md 2.10). */
final class MeshTraceRules implements SpecRules<MeshTrace> {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final RefPosition TOP =
      new RefPosition(RefPosition.top(false, TargetKind.MESH_GATEWAY).kinds(), false, false);

  @Override
  public void validate(MeshTrace spec, Violations at) {
    PolicyChecks.schema(spec, at);
    Conf conf = spec.conf() == null ? new Conf(null, null, null) : spec.conf();
    schema(conf, at.at("default"));
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    conf(conf, at.at("default"));
  }

  private static void schema(Conf conf, Violations at) {
    List<Backend> backends = conf.backendsOrNone();
    for (int i = 0; i < backends.size(); i++) {
      Violations here = at.at("backends", i);
      Backend backend = backends.get(i);
      required(backend.type(), "type", here);
      if (backend.zipkin() != null) {
        required(backend.zipkin().url(), "url", here.at("zipkin"));
      }
      if (backend.datadog() != null) {
        required(backend.datadog().url(), "url", here.at("datadog"));
      }
    }
    List<Tag> tags = conf.tagsOrNone();
    for (int i = 0; i < tags.size(); i++) {
      required(tags.get(i).name(), "name", at.at("tags", i));
      if (tags.get(i).header() != null) {
        required(tags.get(i).header().name(), "name", at.at("tags", i).at("header"));
      }
    }
  }

  private static void required(@Nullable Object value, String field, Violations at) {
    if (value == null) {
      at.add(field, PolicyChecks.REQUIRED);
    }
  }

  private static void conf(Conf conf, Violations at) {
    if (conf.backends() == null) {
      at.add("backends", PolicyChecks.DEFINED);
    }
    if (conf.backendsOrNone().size() > 1) {
      at.add("backends", "must have zero or one backend defined");
    } else if (conf.backendsOrNone().size() == 1) {
      backend(conf.backendsOrNone().getFirst(), at.at("backends", 0));
    }
    for (int i = 0; i < conf.tagsOrNone().size(); i++) {
      tag(conf.tagsOrNone().get(i), at.at("tags", i));
    }
    Sampling sampling = conf.sampling();
    if (sampling != null) {
      sampling(sampling.client(), at.at("sampling").at("client"));
      sampling(sampling.random(), at.at("sampling").at("random"));
      sampling(sampling.overall(), at.at("sampling").at("overall"));
    }
  }

  private static void tag(Tag tag, Violations at) {
    if (tag.name() == null || tag.name().isEmpty()) {
      at.add("name", PolicyChecks.NOT_EMPTY);
    }
    if ((tag.header() == null) == (tag.literal() == null)) {
      at.add("tag must have only one type defined: header, literal");
    }
  }

  private static void sampling(@Nullable Object value, Violations at) {
    if (value == null) {
      return;
    }
    Optional<BigDecimal> number = Percentages.decimal(value);
    if (number.isEmpty()) {
      at.add("string is not a number");
    } else if (number.get().signum() < 0 || number.get().compareTo(HUNDRED) > 0) {
      at.add("must be between 0 and 100");
    }
  }

  private static void backend(Backend backend, Violations at) {
    switch (backend.type()) {
      case Zipkin -> {
        if (backend.zipkin() == null) {
          at.add("zipkin", PolicyChecks.DEFINED);
        } else {
          zipkin(backend.zipkin().url(), at.at("zipkin"));
        }
      }
      case Datadog -> {
        if (backend.datadog() == null) {
          at.add("datadog", PolicyChecks.DEFINED);
        } else {
          datadog(backend.datadog().url(), at.at("datadog"));
        }
      }
      case OpenTelemetry -> {
        if (backend.openTelemetry() == null) {
          at.add("openTelemetry", PolicyChecks.DEFINED);
        } else {
          Collector.validate(
              backend.openTelemetry().endpoint(),
              backend.openTelemetry().backendRef(),
              at.at("openTelemetry"));
        }
      }
      case null -> {}
    }
  }

  private static void zipkin(@Nullable String url, Violations at) {
    if (url == null || url.isEmpty()) {
      at.add("url", PolicyChecks.NOT_EMPTY);
    } else if (Collector.url(url).isEmpty()) {
      at.add("url", "must be a valid url");
    }
  }

  private static void datadog(@Nullable String url, Violations at) {
    Optional<URI> parsed = Collector.url(url == null ? "" : url);
    if (parsed.isEmpty()) {
      at.add("url", "must be a valid url");
      return;
    }
    URI uri = parsed.get();
    if (!"http".equals(uri.getScheme())) {
      at.add("url", "scheme must be http");
    }
    if (uri.getPort() < 0) {
      at.add("url", "port must be defined");
    } else if (uri.getPort() == 0 || uri.getPort() > 65535) {
      at.add("url", "port must be a valid (1-65535)");
    }
    absent(uri.getRawUserInfo(), "user", at);
    absent(uri.getRawPath(), "path", at);
    absent(uri.getRawQuery(), "query", at);
    absent(uri.getRawFragment(), "fragment", at);
  }

  private static void absent(@Nullable String part, String name, Violations at) {
    if (part != null && !part.isEmpty()) {
      at.add("url", name + " must not be defined");
    }
  }
}

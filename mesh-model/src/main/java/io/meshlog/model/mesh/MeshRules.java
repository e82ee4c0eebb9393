package io.meshlog.model.mesh;

import io.meshlog.model.mesh.MeshSpec.CaBackend;
import io.meshlog.model.mesh.MeshSpec.Mtls;
import io.meshlog.model.mesh.MeshSpec.TagRule;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.resource.WriteContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which Meshes are accepted (rest-and-dataplane-protocol.md 2.8). */
public final class MeshRules implements SpecRules<MeshSpec> {
  private static final int MAX_NAME = 63;
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z]([-a-z0-9]*[a-z0-9])?");
  private static final Set<String> CA_TYPES = Set.of("builtin", "provided");
  private static final Set<String> SERVICE_MODES =
      Set.of("Disabled", "Everywhere", "ReachableBackends", "Exclusive");

  @Override
  public void validate(MeshSpec spec, Violations violations) {
    if (spec.mtls() != null) {
      mtls(spec.mtls(), violations.at("mtls"));
    }
    if (spec.logging() != null) {
      ObservabilityRules.logging(spec.logging(), violations.at("logging"));
    }
    if (spec.tracing() != null) {
      ObservabilityRules.tracing(spec.tracing(), violations.at("tracing"));
    }
    if (spec.metrics() != null) {
      ObservabilityRules.metrics(spec.metrics(), violations.at("metrics"));
    }
    Violations membership = violations.at("constraints.dataplaneProxy");
    constraints(spec.membership().requirements(), membership.at("requirements"));
    constraints(spec.membership().restrictions(), membership.at("restrictions"));
    boolean off = spec.mtls() == null || blank(spec.mtls().enabledBackend());
    if (off && spec.routing() != null && Boolean.TRUE.equals(spec.routing().zoneEgress())) {
      violations.add("mtls", "has to be set when zoneEgress enabled");
    }
    if (spec.meshServices() != null) {
      String mode = Objects.requireNonNullElse(spec.meshServices().mode(), "Disabled");
      if (!SERVICE_MODES.contains(mode)) {
        violations.add(
            "meshServices.mode",
            "must be one of Disabled, Everywhere, ReachableBackends, Exclusive");
      }
    }
  }

  private static void mtls(Mtls mtls, Violations at) {
    List<CaBackend> backends = mtls.backends() == null ? List.of() : mtls.backends();
    if (backends.size() > 1) {
      at.add("backends", "cannot have more than 1 backends");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < backends.size(); i++) {
      backend(backends.get(i), names, i, at);
    }
    if (!blank(mtls.enabledBackend()) && !names.contains(mtls.enabledBackend())) {
      at.add("enabledBackend", "has to be set to one of the backends in the mesh");
    }
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isEmpty();
  }

  private static void backend(CaBackend backend, Set<String> names, int i, Violations mtls) {
    Violations at = mtls.at("backends", i);
    String name = Objects.requireNonNullElse(backend.name(), "");
    if (name.isEmpty()) {
      at.add("name", "cannot be empty");
    } else if (!DNS_LABEL.matcher(name).matches() || name.length() > MAX_NAME) {
      at.add("name", "must be a lowercase DNS label of at most 63 characters");
    }
    if (!names.add(name)) {
      at.add("name", '"' + name + "\" name is already used for another backend");
    }
    if (backend.dpCert() != null && backend.dpCert().rotation() != null) {
      positive(backend.dpCert().rotation().expiration(), mtls, "dpcert.rotation.expiration");
    }
    Fields ca = Fields.of(backend.conf()).object("caCert");
    if (ca.has("expiration")) {
      positive(ca.text("expiration"), at, "config.caCert.expiration");
    }
    int bits = ca.integer("RSAbits") + ca.integer("rsaBits");
    if (bits != 0 && (bits < 2048 || bits > 8192)) {
      at.add("config.caCert.rsaBits", "must be in the range [2048, 8192]");
    }
  }

  private static void positive(@Nullable String duration, Violations at, String field) {
    if (duration != null
        && !duration.isEmpty()
        && MeshDuration.parse(duration).filter(d -> d.isPositive()).isEmpty()) {
      at.add(field, "has to be a valid format");
    }
  }

  private static void constraints(@Nullable List<TagRule> rules, Violations at) {
    List<TagRule> all = rules == null ? List.of() : rules;
    for (int i = 0; i < all.size(); i++) {
      SelectorRules.ANY.tags(all.get(i).tags(), at.index(i).at("tags"));
    }
  }

  @Override
  public Stamped<MeshSpec> stamp(MeshSpec spec, WriteContext context) {
    return new Stamped<>(spec.withMetrics(MetricsDefaults.complete(spec.metrics())), List.of());
  }

  @Override
  public void guard(String name, @Nullable MeshSpec before, MeshSpec after, Violations violations) {
    if (before == null && name.length() > MAX_NAME) {
      violations.add("name", "cannot be longer than 63 characters");
    }
    if (before != null
        && before.mtlsEnabled()
        && after.mtlsEnabled()
        && !sameCa(before.enabledBackend().orElseThrow(), after.enabledBackend().orElseThrow())) {
      violations.add(
          "mtls.enabledBackend",
          "Changing CA when mTLS is enabled is forbidden. Disable mTLS first and then change the"
              + " CA");
    }
    List<CaBackend> backends =
        after.mtls() == null || after.mtls().backends() == null
            ? List.of()
            : after.mtls().backends();
    for (int i = 0; i < backends.size(); i++) {
      if (!CA_TYPES.contains(Objects.requireNonNullElse(backends.get(i).type(), ""))) {
        violations
            .at("mtls")
            .at("backends", i)
            .add("type", "could not find installed plugin for this type");
      }
    }
  }

  private static boolean sameCa(CaBackend one, CaBackend other) {
    return Objects.equals(one.name(), other.name()) && Objects.equals(one.type(), other.type());
  }

  @Override
  public List<String> warnings(String name, MeshSpec spec) {
    List<String> warnings = new ArrayList<>();
    if (!DNS_LABEL.matcher(name).matches()) {
      warnings.add(
          "name: \"" + name + "\" is no DNS label (RFC 1035); newer features may refuse it");
    }
    if (spec.logging() != null) {
      warnings.add("logging is stored but has no effect: use MeshAccessLog");
    }
    if (spec.tracing() != null) {
      warnings.add("tracing is stored but has no effect: use MeshTrace");
    }
    if (spec.metrics() != null) {
      warnings.add("metrics is stored but proxies open no port for it: use MeshMetric");
    }
    return warnings;
  }
}

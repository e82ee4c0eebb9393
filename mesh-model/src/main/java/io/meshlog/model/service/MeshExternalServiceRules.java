package io.meshlog.model.service;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.service.MeshExternalServiceSpec.Endpoint;
import io.meshlog.model.service.MeshExternalServiceSpec.Match;
import io.meshlog.model.service.MeshExternalServiceSpec.SubjectAltName;
import io.meshlog.model.service.MeshExternalServiceSpec.Tls;
import io.meshlog.model.service.MeshExternalServiceSpec.Verification;
import io.meshlog.model.service.MeshExternalServiceSpec.Version;
import io.meshlog.model.service.MeshExternalServiceSpec.Versions;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which MeshExternalServices are accepted (policies.md 2.17). */
public final class MeshExternalServiceRules implements SpecRules<MeshExternalServiceSpec> {
  private static final Set<String> PROTOCOLS = Set.of("tcp", "grpc", "http", "http2");
  private static final String GENERATOR = "HostnameGenerator";
  private static final int LOWEST_PRIORITY = 128;

  @Override
  public void validate(MeshExternalServiceSpec spec, Violations violations) {
    match(spec.match(), violations.at("match"));
    if (spec.endpointsOrNone().isEmpty() && spec.extension() == null) {
      violations.add("endpoints", "must have at least one element");
    }
    for (int i = 0; i < spec.endpointsOrNone().size(); i++) {
      endpoint(spec.endpointsOrNone().get(i), violations.at("endpoints", i));
    }
    if (spec.tls() != null) {
      tls(spec.tls(), violations.at("tls"));
    }
  }

  private static void match(@Nullable Match match, Violations at) {
    if (match == null) {
      at.add("must be defined");
      return;
    }
    if (match.type() != null && !match.type().equals(GENERATOR)) {
      at.add("type", "unrecognized type '" + match.type() + "' - supported: " + GENERATOR);
    }
    AddressRules.port(match.port(), at.at("port"));
    if (match.protocol() != null && !PROTOCOLS.contains(match.protocol())) {
      at.add(
          "protocol",
          "unrecognized protocol '" + match.protocol() + "' - supported: tcp, grpc, http, http2");
    }
  }

  private static void endpoint(Endpoint endpoint, Violations at) {
    AddressRules.reachable(endpoint.address(), at.at("address"));
    AddressRules.port(endpoint.port(), at.at("port"));
    if (endpoint.rank() < 0 || endpoint.rank() > LOWEST_PRIORITY) {
      at.add("priority", "must be in the range [0, " + LOWEST_PRIORITY + ']');
    }
  }

  private static void tls(Tls tls, Violations at) {
    Versions version = tls.version();
    if (version != null
        && rank(version.min(), Version.TLS10) > rank(version.max(), Version.TLS13)) {
      at.add("version.min", "min must be lower than max");
    }
    if (tls.verification() != null) {
      verification(tls.verification(), at.at("verification"));
    }
  }

  private static int rank(@Nullable Version version, Version automatic) {
    return (version == null || version == Version.TLSAuto ? automatic : version).ordinal();
  }

  private static void verification(Verification said, Violations at) {
    source(said.caCert(), at.at("caCert"));
    source(said.clientCert(), at.at("clientCert"));
    source(said.clientKey(), at.at("clientKey"));
    if (said.clientCert() != null && said.clientKey() == null) {
      at.add("clientKey", "must be defined when clientCert is defined");
    }
    if (said.clientKey() != null && said.clientCert() == null) {
      at.add("clientCert", "must be defined when clientKey is defined");
    }
    List<SubjectAltName> names =
        said.subjectAltNames() == null ? List.of() : said.subjectAltNames();
    for (int i = 0; i < names.size(); i++) {
      String value = names.get(i).value();
      if (value == null || value.isEmpty()) {
        at.at("subjectAltNames", i).add("value", "cannot be empty");
      }
    }
  }

  private static void source(@Nullable DataSource source, Violations at) {
    if (source == null) {
      return;
    }
    if (source.given() != 1) {
      at.add("must have exactly one of inline, inlineString, secret");
    } else if (source.inline() != null && !base64(source.inline())) {
      at.add("inline", "must be base64");
    }
  }

  private static boolean base64(String text) {
    try {
      Base64.getDecoder().decode(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Override
  public List<String> warnings(String name, MeshExternalServiceSpec spec) {
    return spec.extension() == null
        ? List.of()
        : List.of("spec.extension: extensions are not supported, only endpoints are used");
  }
}

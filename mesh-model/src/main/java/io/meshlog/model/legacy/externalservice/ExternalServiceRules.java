package io.meshlog.model.legacy.externalservice;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.ProtoSource;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec.Networking;
import io.meshlog.model.legacy.externalservice.ExternalServiceSpec.Tls;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Tags;
import io.meshlog.model.resource.Violations;
import java.util.Objects;

/** Which ExternalServices are accepted (rest-and-dataplane-protocol.md 2.8). */
final class ExternalServiceRules implements SpecRules<ExternalServiceSpec> {
  @Override
  public void validate(ExternalServiceSpec spec, Violations violations) {
    Networking net = spec.networking();
    Violations at = violations.at("networking");
    String address = net == null ? "" : Objects.requireNonNullElse(net.address(), "");
    if (net == null) {
      at.add("should have networking");
    } else if (address.isEmpty()) {
      at.add("address", "address can't be empty");
    } else {
      HostPort.of(address).validate(at.at("address"));
    }
    if (net != null && net.tls() != null) {
      tls(net.tls(), at.at("tls"));
    }
    tags(spec.tags(), violations);
    String service = spec.tags().service();
    if (!service.isEmpty() && service.equals(HostPort.of(address).host())) {
      violations.atKey("tags", Tags.SERVICE).add("cannot be the same as networking.address");
    }
  }

  private static void tls(Tls tls, Violations at) {
    if (tls.serverName() != null) {
      Checks.given(tls.serverName(), at.at("serverName"));
    }
    ProtoSource.validate(tls.caCert(), at.at("caCert"));
    ProtoSource.validate(tls.clientCert(), at.at("clientCert"));
    ProtoSource.validate(tls.clientKey(), at.at("clientKey"));
  }

  private static void tags(Tags tags, Violations violations) {
    String protocol = tags.get(Tags.PROTOCOL);
    if (protocol != null && !TagRules.protocol(protocol)) {
      violations
          .atKey("tags", Tags.PROTOCOL)
          .add("tag \"kuma.io/protocol\" " + TagRules.invalidProtocol(protocol));
    }
    TagRules.syntax(tags, violations, "tags");
    if (!tags.has(Tags.SERVICE)) {
      violations.add("tags", TagRules.SERVICE_MISSING);
    }
  }
}

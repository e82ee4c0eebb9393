package io.meshlog.model.legacy.meshgateway;

import io.meshlog.model.legacy.Checks;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Listener;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Protocol;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.Tls;
import io.meshlog.model.legacy.meshgateway.MeshGatewaySpec.TlsMode;
import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SelectorRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import java.util.List;

/** Which MeshGateways are accepted. */
final class MeshGatewayRules implements SpecRules<MeshGatewaySpec> {
  private static final int CERTIFICATES = 2;

  @Override
  public void validate(MeshGatewaySpec spec, Violations violations) {
    Violations selectors = violations.at("selectors");
    SelectorRules.OF_SERVICE.some(spec.selectors(), selectors);
    if (spec.listeners().stream().anyMatch(Listener::crossMesh) && spec.selectors() != null) {
      for (int i = 1; i < spec.selectors().size(); i++) {
        selectors.index(i).add("there can be at most one selector");
      }
    }
    SelectorRules.ADDITIONAL.tags(spec.tags(), violations.at("tags"));
    Violations conf = violations.at("conf");
    if (spec.conf() == null) {
      conf.add(Checks.EMPTY);
      return;
    }
    Violations at = conf.at("listeners");
    List<Listener> listeners = spec.listeners();
    if (listeners.isEmpty()) {
      at.add(Checks.EMPTY);
    }
    for (int i = 0; i < listeners.size(); i++) {
      listener(listeners.get(i), at.index(i));
    }
    new SharedPorts(listeners).validate(at);
  }

  private static void listener(Listener listener, Violations at) {
    if (!Checks.blank(listener.hostname())) {
      HostnameRules.validate(listener.hostname(), at.at("hostname"));
    }
    AddressRules.port((int) Math.min(listener.port(), Integer.MAX_VALUE), at.at("port"));
    protocol(listener, at);
    Tls tls = listener.tls();
    if (tls != null && listener.crossMesh()) {
      if (tls.mode() != null || !tls.certificatesOrNone().isEmpty()) {
        at.add("tls", "must be empty with crossMesh");
      }
    } else if (tls != null) {
      tls(tls, at.at("tls"));
    }
    SelectorRules.ADDITIONAL.tags(listener.tags(), at.at("tags"));
  }

  private static void protocol(Listener listener, Violations at) {
    if (listener.protocol() == null) {
      at.add("protocol", Checks.EMPTY);
    } else if (listener.protocol() == Protocol.HTTPS) {
      if (listener.crossMesh()) {
        at.add("protocol", "protocol is not supported with crossMesh");
      } else if (listener.tls() == null) {
        at.add("tls", Checks.EMPTY);
      } else if (listener.tls().mode() == TlsMode.PASSTHROUGH) {
        at.add("tls.mode", "mode is not supported on HTTPS listeners");
      }
    }
  }

  private static void tls(Tls tls, Violations at) {
    if (tls.mode() == null) {
      at.add("mode", Checks.EMPTY);
    } else if (tls.mode() == TlsMode.TERMINATE) {
      if (tls.certificatesOrNone().isEmpty()) {
        at.add("certificates", "cannot be empty in TLS termination mode");
      } else if (tls.certificatesOrNone().size() > CERTIFICATES) {
        at.add("certificates", "cannot have more than 2 certificates");
      }
    }
  }
}

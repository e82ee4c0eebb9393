package io.meshlog.model.service;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.TagRules;
import io.meshlog.model.resource.Violations;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which lists of ports are accepted. Kuma takes any; here clients could not tell them apart. */
final class PortRules {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private PortRules() {}

  static void validate(List<ServicePort> ports, Violations at) {
    if (ports.isEmpty()) {
      at.add("ports", "must have at least one element");
    }
    Set<Integer> numbers = new HashSet<>();
    Set<String> sections = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      ServicePort port = ports.get(i);
      Violations here = at.at("ports", i);
      AddressRules.port(port.port(), here.at("port"));
      if (!numbers.add(port.port())) {
        here.add("port", "port " + port.port() + " is defined more than once");
      } else if (!sections.add(port.section())) {
        here.add("name", "name \"" + port.section() + "\" is defined more than once");
      }
      if (port.name() != null && !port.name().isEmpty() && !NAME.matcher(port.name()).matches()) {
        here.add(
            "name",
            "must be 1 to 63 lowercase letters, digits or '-', and start and end with a letter or"
                + " digit");
      }
      if (!TagRules.protocol(port.protocol()) && !port.protocol().equals("tls")) {
        here.add("appProtocol", TagRules.invalidProtocol(port.protocol()));
      }
      if (port.targetPort() != null) {
        target(port.targetPort(), here.at("targetPort"));
      }
    }
  }

  private static void target(TargetPort target, Violations at) {
    switch (target.value()) {
      case Integer number -> AddressRules.port(number, at);
      case String name when name.isEmpty() -> at.add("cannot be empty");
      default -> {}
    }
  }
}

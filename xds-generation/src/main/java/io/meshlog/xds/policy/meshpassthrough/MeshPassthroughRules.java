package io.meshlog.xds.policy.meshpassthrough;

import io.meshlog.model.resource.AddressRules;
import io.meshlog.model.resource.SchemaRules;
import io.meshlog.model.resource.SpecRules;
import io.meshlog.model.resource.Violations;
import io.meshlog.model.target.RefPosition;
import io.meshlog.model.target.TargetKind;
import io.meshlog.model.target.TargetRefRules;
import io.meshlog.xds.policy.PolicyChecks;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Conf;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Match;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Protocol;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Which MeshPassthroughs are acceptable (policies.md 2.13). */
final class MeshPassthroughRules implements SpecRules<MeshPassthrough> {
  private static final RefPosition TOP =
      RefPosition.of(TargetKind.MESH, TargetKind.MESH_SUBSET, TargetKind.DATAPLANE);
  private static final Pattern PREFIX = Pattern.compile("0|[1-9]\\d{0,2}");
  private static final int MAX_PORT = 65535;

  @Override
  public void validate(MeshPassthrough spec, Violations at) {
    PolicyChecks.schema(spec, at);
    Conf conf = spec.conf() == null ? new Conf(null, null) : spec.conf();
    Violations here = at.at("default");
    for (int i = 0; i < conf.matches().size(); i++) {
      SchemaRules.required(conf.matches().get(i).type(), "type", here.at("appendMatch", i));
      SchemaRules.required(conf.matches().get(i).value(), "value", here.at("appendMatch", i));
    }
    if (!at.isEmpty()) {
      return;
    }
    if (spec.targetRef() != null) {
      TargetRefRules.validate(spec.targetRef(), TOP, at.at("targetRef"));
    }
    Seen seen = new Seen(new HashMap<>(), new HashSet<>());
    for (int i = 0; i < conf.matches().size(); i++) {
      Match match = conf.matches().get(i);
      Violations one = here.at("appendMatch", i);
      port(match, seen, one);
      value(match, Objects.requireNonNull(match.value()), one);
    }
  }

  /** What the matches before have taken. */
  private record Seen(Map<Integer, Protocol> protocols, Set<Place> places) {}

  private record Place(int port, Protocol protocol, String value) {}

  private static void port(Match match, Seen seen, Violations at) {
    Integer port = match.port();
    Protocol protocol = match.protocolOrTcp();
    if (port == null) {
      if (protocol == Protocol.mysql) {
        at.add("port", "port must be defined for Mysql protocol");
      }
      return;
    }
    if (port < 1 || port > MAX_PORT) {
      at.add("port", "port must be a valid (1-65535)");
    }
    Protocol other = seen.protocols().get(port);
    if (other != null && other != protocol && protocol.http()) {
      at.add(
          "port",
          "using the same port in multiple matches requires the same protocol for the following"
              + " protocols: [grpc http http2]");
    } else {
      seen.protocols().put(port, protocol);
    }
    if (!seen.places().add(new Place(port, protocol, Objects.requireNonNull(match.value())))) {
      at.add("value", "value " + match.value() + " is already defiend for this port and protocol");
    }
  }

  private static void value(Match match, String value, Violations at) {
    switch (match.type()) {
      case CIDR -> {
        if (!cidr(value)) {
          at.add("value", "provided CIDR has incorrect value");
        }
      }
      case IP -> {
        if (!AddressRules.ip(value)) {
          at.add("value", "provided IP has incorrect value");
        }
      }
      case Domain -> domain(match, value, at);
      case null -> {}
    }
  }

  private static boolean cidr(String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !AddressRules.ip(value.substring(0, slash))) {
      return false;
    }
    String prefix = value.substring(slash + 1);
    int most = value.indexOf(':') >= 0 ? 128 : 32;
    return PREFIX.matcher(prefix).matches() && Integer.parseInt(prefix) <= most;
  }

  private static void domain(Match match, String value, Violations at) {
    Protocol protocol = match.protocolOrTcp();
    if (protocol == Protocol.tcp || protocol == Protocol.mysql) {
      at.add("protocol", "protocol " + protocol + " is not supported for a domain");
    }
    boolean wildcard = value.startsWith("*");
    if (wildcard && value.length() > 1 && value.charAt(1) != '.') {
      at.add(
          "value", "provided DNS has incorrect value, partial wildcard is currently not supported");
    } else if (!value.equals("*") && !AddressRules.domain(wildcard ? value.substring(2) : value)) {
      at.add("value", "provided DNS has incorrect value");
    }
    if (match.port() == null && wildcard && protocol.http()) {
      at.add("port", "wildcard domains doesn't work for all ports and layer 7 protocol");
    }
  }
}

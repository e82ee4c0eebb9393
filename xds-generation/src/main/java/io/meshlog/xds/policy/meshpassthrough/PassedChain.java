package io.meshlog.xds.policy.meshpassthrough;

import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Match;
import io.meshlog.xds.policy.meshpassthrough.MeshPassthrough.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One chain of a passthrough listener (policies.md 2.13).
 *
 * @param port 0 for any
 * @param value a host, an address or a range; empty for hosts of HTTP, which share a chain
 * @param hosts of HTTP, the most particular first
 */
record PassedChain(Protocol protocol, int port, Kind kind, String value, List<String> hosts) {
  /** From the least particular to the most. */
  enum Kind {
    WILDCARD,
    DOMAIN,
    CIDR,
    CIDR_V6,
    IP,
    IP_V6;

    boolean ipv4Only() {
      return this == CIDR || this == IP;
    }

    boolean ipv6Only() {
      return this == CIDR_V6 || this == IP_V6;
    }

    boolean range() {
      return this == CIDR || this == CIDR_V6;
    }
  }

  private record Key(Protocol protocol, int port, Kind kind, String value) {}

  private static final Comparator<String> LONGER_NAMES_FIRST =
      Comparator.<String>comparingInt(host -> -host.split("\\.").length)
          .thenComparing(Comparator.naturalOrder());

  private static final Comparator<String> HOSTS =
      Comparator.<String>comparingInt(host -> host.startsWith("*") ? 1 : 0)
          .thenComparing(LONGER_NAMES_FIRST);

  private static final Comparator<PassedChain> ORDER =
      Comparator.comparingInt((PassedChain chain) -> rank(chain.protocol()))
          .thenComparing(PassedChain::kind, Comparator.reverseOrder())
          .thenComparing(PassedChain::port, Comparator.reverseOrder())
          .thenComparing(PassedChain::compareValues)
          .thenComparing(PassedChain::protocol);

  /** In the order in which Kuma lists them. */
  static List<PassedChain> of(List<Match> matches) {
    Map<Key, Set<String>> chains = new LinkedHashMap<>();
    Set<Integer> ports = new TreeSet<>();
    for (Match match : matches) {
      if (match.port() != null) {
        ports.add(match.port());
      }
    }
    for (Match match : matches) {
      int port = match.port() == null ? 0 : match.port();
      add(match, port, chains);
      // Envoy looks for the port first and does not come back to chains for any port.
      if (port == 0) {
        ports.forEach(each -> add(match, each, chains));
      }
    }
    List<PassedChain> all = new ArrayList<>();
    chains.forEach((key, hosts) ->
        all.add(
            new PassedChain(
                key.protocol(),
                key.port(),
                key.kind(),
                key.value(),
                hosts.stream().sorted(HOSTS).toList())));
    all.sort(ORDER);
    return all;
  }

  private static void add(Match match, int port, Map<Key, Set<String>> chains) {
    Protocol protocol = match.protocolOrTcp();
    String value = match.value() == null ? "" : match.value();
    Kind kind = kind(match, value);
    if (protocol.http() && !kind.range() && kind != Kind.IP && kind != Kind.IP_V6) {
      chains
          .computeIfAbsent(new Key(protocol, port, Kind.DOMAIN, ""), none -> new LinkedHashSet<>())
          .add(value);
    } else {
      chains.putIfAbsent(new Key(protocol, port, kind, value), new LinkedHashSet<>());
    }
  }

  private static Kind kind(Match match, String value) {
    boolean v6 = value.indexOf(':') >= 0;
    return switch (match.type()) {
      case Domain -> value.startsWith("*") ? Kind.WILDCARD : Kind.DOMAIN;
      case IP -> v6 ? Kind.IP_V6 : Kind.IP;
      case CIDR -> v6 ? Kind.CIDR_V6 : Kind.CIDR;
      case null -> Kind.DOMAIN;
    };
  }

  private static int rank(Protocol protocol) {
    return switch (protocol) {
      case mysql, tls -> 0;
      case tcp -> 1;
      case http -> 2;
      case http2 -> 3;
      case grpc -> 4;
    };
  }

  private static int compareValues(PassedChain one, PassedChain other) {
    if (one.kind().range()) {
      int byLength = Integer.compare(other.prefixLength(), one.prefixLength());
      return byLength != 0 ? byLength : other.value().compareTo(one.value());
    }
    return one.kind() == Kind.IP || one.kind() == Kind.IP_V6
        ? other.value().compareTo(one.value())
        : LONGER_NAMES_FIRST.compare(one.value(), other.value());
  }

  /** Of an address: all of it. */
  int prefixLength() {
    int slash = value.indexOf('/');
    return slash >= 0 ? Integer.parseInt(value.substring(slash + 1)) : kind.ipv6Only() ? 128 : 32;
  }

  /** The first address of the range, or the address. */
  String prefix() {
    int slash = value.indexOf('/');
    return slash < 0 ? value : value.substring(0, slash);
  }

  private String portWord() {
    return port == 0 ? "*" : Integer.toString(port);
  }

  /** What is called mysql is handled as tcp. */
  private String protocolWord() {
    return protocol == Protocol.mysql ? Protocol.tcp.name() : protocol.name();
  }

  String name() {
    return value.isEmpty()
        ? "meshpassthrough_" + protocolWord() + '_' + portWord()
        : cluster(value);
  }

  /** The cluster of a host, an address or a range of this chain. */
  String cluster(String of) {
    return "meshpassthrough_" + protocolWord() + '_' + of + '_' + portWord();
  }
}

package io.meshlog.xds;

import io.meshlog.model.resource.HashedName;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Tags;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of Envoy resources, exactly as Kuma gives them (xds-generation.md section 1, 4.5). */
public final class Names {
  public static final String ADMIN = "kuma:envoy:admin";
  public static final String UNIFIED_ADMIN = "system_envoy_admin";
  public static final String READINESS = "kuma:readiness";
  public static final String UNIFIED_READINESS = "system_probe_readiness";
  public static final String DYNAMIC_CONFIG = "_kuma:dynamicconfig";
  public static final String UNIFIED_DYNAMIC_CONFIG = "system_dynamicconfig";

  /** Where Envoy answers for names of the mesh. */
  public static final String DNS = "kuma:dns";

  public static final String UNIFIED_DNS = "system_dns";

  /** What the listener in front of Envoy's admin shows, and whom it trusts. */
  public static final String ADMIN_CERTIFICATE = "kuma:envoy:admin:certificate";

  public static final String ADMIN_AUTHORITY = "kuma:envoy:admin:ca";

  /** The name in the certificate by which proxies know their control plane. */
  public static final String CONTROL_PLANE = "kuma-cp";

  /** The service whose identity every zone egress has. */
  public static final String ZONE_EGRESS = "zone-egress";

  /** Kuma's constant name of the route that catches all (xds-generation.md section 9). */
  public static final String DEFAULT_ROUTE = "9Zuf5Tg79OuZcQITwBbQykxAk2u4fRKrwYn3//AL4Yo=";

  /** Of DNS. */
  private static final int LONGEST_LABEL = 63;

  private Names() {}

  public static String inbound(String address, int port) {
    return "inbound:" + hostPort(address, port);
  }

  public static String outbound(String address, int port) {
    return "outbound:" + hostPort(address, port);
  }

  public static String hostPort(String address, int port) {
    return (address.indexOf(':') >= 0 ? '[' + address + ']' : address) + ':' + port;
  }

  public static String localCluster(int workloadPort) {
    return "localhost:" + workloadPort;
  }

  public static String inboundRoutes(String service) {
    return "inbound:" + service;
  }

  public static String outboundRoutes(String service) {
    return "outbound:" + service;
  }

  public static String zoneCluster(String mesh, String service) {
    return mesh + ':' + service;
  }

  public static String identitySecret(String mesh) {
    return "identity_cert:secret:" + mesh;
  }

  public static String caSecret(String mesh) {
    return "mesh_ca:secret:" + mesh;
  }

  /** The CAs of all meshes. */
  public static String everyCaSecret() {
    return caSecret("all");
  }

  /** What an egress shows to an external service. */
  public static String clientSecret(String cluster) {
    return "client_cert:secret:" + cluster;
  }

  /** Whom an egress trusts to vouch for an external service. */
  public static String trustSecret(String cluster) {
    return "trusted_ca:secret:" + cluster;
  }

  /**
   * The cluster that reaches a destination: its service, with a hash when it has more tags. The
   * hash is over keys and values in key order without separators.
   */
  public static String cluster(Tags destination) {
    String mesh = destination.getOrEmpty(Tags.MESH);
    if (!mesh.isEmpty()) {
      return cluster(destination.without(Tags.MESH)) + '_' + mesh;
    }
    String service = destination.service();
    if (destination.values().size() == 1 && !service.isEmpty()) {
      return service;
    }
    MessageDigest sha = sha256();
    hash(sha, destination);
    return service + '-' + HexFormat.of().formatHex(sha.digest(), 0, 8);
  }

  public static String gatewayListener(String gateway, String protocol, long port) {
    return gateway + ':' + protocol + ':' + port;
  }

  /**
   * The cluster by which a gateway reaches a destination: apart for each set of tags of listeners,
   * so it has a hash even of a service alone.
   */
  public static String gatewayCluster(Destination to, Tags listener) {
    Tags tags =
        switch (to) {
          case Destination.Tagged tagged -> tagged.tags();
          case Destination.Port port -> Tags.of(Tags.SERVICE, port.cluster());
        };
    MessageDigest sha = sha256();
    hash(sha, tags);
    hash(sha, listener);
    return tags.service() + '-' + HexFormat.of().formatHex(sha.digest(), 0, 8);
  }

  private static void hash(MessageDigest sha, Tags tags) {
    tags.values()
        .forEach((key, value) -> {
          sha.update(key.getBytes(StandardCharsets.UTF_8));
          sha.update(value.getBytes(StandardCharsets.UTF_8));
        });
  }

  /** {@code <mesh>_<name>_<namespace>_<zone>_<short name>_<port>}; there are no namespaces here. */
  public static String portCluster(Kri kri, int port) {
    return String.join(
        "_", kri.mesh(), kri.name(), "", kri.zone(), kri.shortName(), Integer.toString(port));
  }

  /** Every character outside {@code [a-zA-Z0-9_-]} becomes an underscore. */
  public static String sanitized(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '_'
              || c == '-';
      out.append(plain ? c : '_');
    }
    return out.toString();
  }

  /** {@code backend{mesh=default,version=v1}}: the whole key for routing across zones. */
  public static String sni(String mesh, Tags destination) {
    return destination.service()
        + Stream.concat(
                destination.values().entrySet().stream()
                    .filter(tag ->
                        !tag.getKey().equals(Tags.SERVICE) && !tag.getKey().equals(Tags.MESH)),
                Stream.of(Map.entry("mesh", mesh)))
            .sorted(Map.Entry.comparingByKey())
            .map(tag -> tag.getKey() + '=' + tag.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }

  /**
   * The key for routing to a port across zones: the same in every zone that has the service. Name
   * and mesh are cut for DNS; the hash is over the whole of them.
   *
   * @param kri of a MeshService, MeshMultiZoneService or MeshExternalService
   */
  public static String sni(Kri kri, int port) {
    String hash = HashedName.fnv1a(kri.name() + ';' + kri.mesh() + ';');
    return String.join(
        ".",
        'a' + hash,
        label(kri.name()),
        Integer.toString(port),
        label(kri.mesh()),
        switch (kri.shortName()) {
          case "mzsvc" -> "mzms";
          case "extsvc" -> "mes";
          default -> "ms";
        });
  }

  private static String label(String name) {
    return name.length() <= LONGEST_LABEL ? name : name.substring(0, LONGEST_LABEL - 1) + 'x';
  }

  /** By which a control plane knows that it reached this proxy's admin listener. */
  public static String adminIdentity(ProxyKey proxy) {
    return "kuma://envoy-admin/"
        + proxy.kind().name().toLowerCase(Locale.ROOT)
        + '/'
        + proxy.mesh()
        + '/'
        + proxy.name();
  }

  public static String spiffe(String mesh, String service) {
    return "spiffe://" + mesh + '/' + service;
  }

  /**
   * The locality of zones that are behind an egress, which ranks them: another for other ranks, as
   * Kuma has it.
   */
  public static String egressLocality(String ranks) {
    byte[] hash = sha256().digest(ranks.getBytes(StandardCharsets.UTF_8));
    return "egress_" + Base64.getEncoder().encodeToString(hash).substring(0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

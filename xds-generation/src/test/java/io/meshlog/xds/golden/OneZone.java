package io.meshlog.xds.golden;

import io.meshlog.model.samples.Samples;
import io.meshlog.model.samples.TestLog;
import io.meshlog.xds.ProxyConfig;
import io.meshlog.xds.ProxyFacts;
import io.meshlog.xds.ProxyKey;
import io.meshlog.xds.generate.Generation;
import io.meshlog.xds.generate.Plan;
import io.meshlog.xds.generate.XdsGenerator;
import io.meshlog.xds.policy.MeshTypes;
import io.meshlog.xds.secrets.Certificates;
import io.meshlog.xds.secrets.SecretRef;
import io.meshlog.xds.state.MeshState;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The resources of zone-1 as users write them, and real Envoys with what they get of them, all on
 * loopback. Closed by its test, which ends the Envoys; others can be started after that.
 */
final class OneZone implements AutoCloseable {
  private static final XdsGenerator GENERATOR = new XdsGenerator();
  private static final Pattern PORT = Pattern.compile("\\$\\{([a-z0-9-]+)}");

  private final TestLog log = TestLog.of(Samples.ZONE_1);
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, TestCertificates> authorities = new HashMap<>();
  private final List<ServerSocket> held = new ArrayList<>();
  private final List<AutoCloseable> running = new ArrayList<>();
  private final Path workFolder;

  OneZone(Path workFolder) {
    this.workFolder = workFolder;
  }

  /** The port that <code>${name}</code> in a resource stands for: free, unless it was named. */
  int port(String name) {
    return ports.computeIfAbsent(name, none -> free());
  }

  OneZone port(String name, int number) {
    ports.put(name, number);
    return this;
  }

  /** Held until the first Envoy starts, so that no two are alike. */
  private int free() {
    try {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  OneZone put(String yaml) {
    GoldenCase.put(log, MeshTypes.TYPES, PORT.matcher(yaml).replaceAll(this::port));
    return this;
  }

  /** What a file of the test resources {@code traffic} says. */
  OneZone read(String file) throws IOException {
    try (InputStream yaml = OneZone.class.getResourceAsStream("/traffic/" + file)) {
      return put(new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private String port(MatchResult name) {
    return Integer.toString(port(name.group(1)));
  }

  /** Returns when the Envoy listens on a port. */
  void run(ProxyKey proxy, String port) throws IOException {
    for (ServerSocket socket : held) {
      socket.close();
    }
    Path envoy =
        EnvoyCheck.binary()
            .orElseThrow(
                () -> new AssertionError("no Envoy: set MESHLOG_ENVOY or put envoy on the PATH"));
    running.add(RunningEnvoy.start(envoy, config(proxy), port(port), workFolder));
  }

  private ProxyConfig config(ProxyKey proxy) {
    MeshState state = MeshState.of(log.image());
    Plan plan = GENERATOR.plan(state, ProxyFacts.of(proxy));
    Certificates certificates =
        plan.wanted().identities().stream()
            .map(request -> authority(request.mesh()).real(request.mesh(), request.uris()))
            .reduce(Certificates.NONE, Certificates::and);
    Map<SecretRef, Optional<String>> contents = new HashMap<>();
    plan.wanted().secrets().forEach(ref -> contents.put(ref, Optional.of(content(ref))));
    Certificates all = certificates.and(new Certificates(Map.of(), Map.of(), contents));
    return switch (plan.generate(all)) {
      case Generation.Ready(ProxyConfig config) -> config;
      case Generation.Withheld withheld -> throw new AssertionError(withheld.why());
    };
  }

  private String content(SecretRef ref) {
    TestCertificates authority = authority(ref.mesh());
    return ref.name().contains(".ca-builtin-cert-")
        ? authority.authority(ref.mesh())
        : authority.content(ref.name());
  }

  private TestCertificates authority(String mesh) {
    return authorities.computeIfAbsent(mesh, none -> new TestCertificates());
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable each : running) {
      each.close();
    }
    running.clear();
  }
}

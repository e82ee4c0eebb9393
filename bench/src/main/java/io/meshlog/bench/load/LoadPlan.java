package io.meshlog.bench.load;

import io.meshlog.bench.ads.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who is in the mesh and who calls whom, the same in every run.
 *
 * @param outbounds services that each proxy calls
 */
public record LoadPlan(int proxies, int services, int outbounds, boolean delta, boolean mtls) {
  static final String MESH = "default";

  /** Number of the proxies that call the rare service. */
  public static final int RARE_CALLERS = 10;

  private static final String RARE = "load-rare";
  private static final String UNRELATED = "load-unrelated";
  private static final int FIRST_PORT = 40_000;

  public LoadPlan {
    if (outbounds > services) {
      throw new IllegalArgumentException("a proxy can call at most all services");
    }
  }

  /** The same with another number of proxies. */
  LoadPlan with(int number) {
    return new LoadPlan(number, services, outbounds, delta, mtls);
  }

  /** Services that the proxy calls. */
  public Set<Integer> calledBy(int proxy) {
    Set<Integer> called = new TreeSet<>();
    // Neighbours of each other: whatever the counts are, all of them differ.
    for (int k = 0; k < outbounds; k++) {
      called.add((proxy * 7 + k) % services);
    }
    return called;
  }

  public static String service(int service) {
    return "load-%04d".formatted(service);
  }

  /** Whose instance the n-th change of the kind adds. */
  String service(Kind kind, int n) {
    return switch (kind) {
      case ENDPOINT -> service(n % services);
      case RARE -> RARE;
      case UNRELATED -> UNRELATED;
      case POLICY -> throw new IllegalArgumentException("a policy is of no service");
    };
  }

  public static String name(int proxy) {
    return "load-%05d".formatted(proxy);
  }

  SimulatedNode node(int proxy, String token) {
    String dataplane =
        """
        {"type":"Dataplane","mesh":"%s","name":"%s",%s\
        """
            .formatted(MESH, name(proxy), networking(proxy, 1).substring(1));
    return new SimulatedNode(MESH, name(proxy), dataplane, token);
  }

  /**
   * What its Dataplane is but for its name, as JSON.
   *
   * @param network below 200: another one is another address of the same proxy
   */
  public String networking(int proxy, int network) {
    List<String> called = new ArrayList<>(calledBy(proxy).stream().map(LoadPlan::service).toList());
    if (proxy < RARE_CALLERS) {
      called.add(RARE);
    }
    StringBuilder list = new StringBuilder();
    int port = FIRST_PORT;
    for (String service : called) {
      list.append(list.isEmpty() ? "" : ",")
          .append(
              """
              {"port":%d,"tags":{"kuma.io/service":"%s"}}\
              """
                  .formatted(port++, service));
    }
    return """
    {"networking":{"address":"10.%d.%d.%d",
     "inbound":[{"port":8080,"servicePort":80,"tags":{"kuma.io/service":"%s","kuma.io/protocol":"http"}}],
     "outbound":[%s]}}\
    """
        .formatted(
            network + proxy / 62_500,
            proxy / 250 % 250,
            1 + proxy % 250,
            service(proxy % services),
            list);
  }
}

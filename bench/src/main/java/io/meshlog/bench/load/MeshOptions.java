package io.meshlog.bench.load;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the mesh of a measurement is like, and the control plane's JVM. */
final class MeshOptions {
  @Option(names = "--services", description = "proxies belong to (${DEFAULT-VALUE})")
  int services = 100;

  @Option(names = "--outbounds", description = "services each calls (${DEFAULT-VALUE})")
  int outbounds = 10;

  @Option(names = "--delta", description = "incremental streams instead of state of the world")
  boolean delta;

  @Option(names = "--jvm", description = "one more flag for the control plane's JVM; repeatable")
  List<String> flags = new ArrayList<>();

  LoadPlan plan(int proxies, boolean mtls) {
    return new LoadPlan(proxies, services, outbounds, delta, mtls);
  }
}

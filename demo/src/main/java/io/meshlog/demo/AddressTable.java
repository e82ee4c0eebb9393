package io.meshlog.demo;

import io.meshlog.demo.layout.ControlPlanePorts;
import io.meshlog.demo.layout.Layout;
import io.meshlog.demo.layout.ProxyLayout;
import io.meshlog.demo.layout.Services;
import io.meshlog.demo.layout.ZoneLayout;
import java.util.ArrayList;
import java.util.List;

/** What a user is told when the topology is ready. */
final class AddressTable {

  private static final String ROW = "  %-28s %s%n";

  private final Layout layout;

  AddressTable(Layout layout) {
    this.layout = layout;
  }

  String text() {
    var out = new StringBuilder();
    out.append("\nControl planes\n");
    controlPlane(out, layout.global());
    layout.zones().forEach(zone -> controlPlane(out, zone.controlPlane()));
    String kafka = "127.0.0.1:" + layout.kafkaPort();
    out.append(ROW.formatted("Kafka", kafka + "  watch it: ./meshlog events --bootstrap " + kafka));
    for (ZoneLayout zone : layout.zones()) {
      out.append("\nProxies of ").append(zone.name()).append('\n');
      zone.proxies().forEach(proxy -> proxy(out, proxy));
    }
    out.append("\nPages\n");
    for (ZoneLayout zone : layout.zones()) {
      out.append(ROW.formatted("counter of " + zone.name(), zone.demoApp().app() + "/"));
    }
    out.append("\nTry\n");
    curlLines().forEach(line -> out.append("  ").append(line).append('\n'));
    out.append("\nOr with the command line\n");
    String at = " --address " + layout.global().api();
    out.append("  ./meshlog inspect dataplanes").append(at).append('\n');
    out.append("  ./meshlog history --diff --size 5").append(at).append('\n');
    out.append("  ./meshlog sync").append(at).append('\n');
    return out.toString();
  }

  /** Each works when pasted into a shell while the topology runs. */
  List<String> curlLines() {
    ProxyLayout app = layout.zones().getFirst().demoApp();
    ZoneLayout far = layout.zones().getLast();
    String api = layout.global().api() + "/meshes/" + Services.MESH;
    return List.of(
        "curl -X POST " + app.app() + "/increment",
        "curl '" + app.app() + "/counter?to=" + Services.ofZone(far) + "'",
        "curl " + api + "/dataplanes/_overview",
        "curl " + api + "/history",
        "curl " + app.admin() + "/clusters");
  }

  private static void controlPlane(StringBuilder out, ControlPlanePorts ports) {
    var parts = new ArrayList<String>();
    parts.add("API " + ports.api());
    parts.add("https://127.0.0.1:" + ports.https());
    parts.add("diagnostics http://127.0.0.1:" + ports.diagnostics());
    if (!ports.isGlobal()) {
      parts.add("data planes https://127.0.0.1:" + ports.dpServer());
    }
    parts.add("PostgreSQL 127.0.0.1:" + ports.postgres());
    out.append(ROW.formatted(ports.name(), String.join("  ", parts)));
  }

  private static void proxy(StringBuilder out, ProxyLayout proxy) {
    var parts = new ArrayList<String>();
    parts.add("listens " + proxy.address() + ":" + proxy.inboundPort());
    parts.add("admin " + proxy.admin());
    parts.add("readiness " + proxy.readiness());
    if (proxy.kind().hasApplication()) {
      parts.add("application " + proxy.app());
    }
    out.append(ROW.formatted(proxy.name(), String.join("  ", parts)));
  }
}

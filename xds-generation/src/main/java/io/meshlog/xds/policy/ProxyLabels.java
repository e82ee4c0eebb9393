package io.meshlog.xds.policy;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.draft.ProxyDraft;
import java.util.LinkedHashMap;
import java.util.Map;

/** How logs and spans name the proxy that they come from (policies.md 2.9, 2.10). */
public final class ProxyLabels {
  private ProxyLabels() {}

  /** The mesh, the zone, and the workload if the proxy has one, in this order. */
  public static Map<String, String> of(ProxyDraft proxy) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("kuma.mesh", proxy.mesh().name());
    labels.put("kuma.zone", proxy.mesh().zone());
    String workload = workload(proxy);
    if (!workload.isEmpty()) {
      labels.put("kuma.workload", workload);
    }
    return labels;
  }

  /** The identity of the workload; empty when the proxy has no such label. */
  public static String workload(ProxyDraft proxy) {
    String name = proxy.dataplane().labels().getOrEmpty(Labels.WORKLOAD);
    return name.isEmpty()
        ? ""
        : new Kri("wl", proxy.mesh().name(), proxy.mesh().zone(), name, "").toString();
  }

  /** The proxy's first service, whatever the inbound. */
  public static String service(Resource<DataplaneSpec> dataplane) {
    return dataplane.spec().tagSets().stream()
        .map(Tags::service)
        .filter(service -> !service.isEmpty())
        .findFirst()
        .orElse("unknown");
  }
}

package io.meshlog.api.rules;

import io.meshlog.api.resource.Ask;
import io.meshlog.api.resource.Reads;
import io.meshlog.api.resource.Reply;
import io.meshlog.api.resource.Views;
import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Fields;
import io.meshlog.model.resource.Kri;
import io.meshlog.model.resource.Resource;
import io.meshlog.xds.Names;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code …/dataplanes/{name}/_layout}: what a proxy listens for and where it sends to, each with
 * the name of the Envoy cluster that its statistics go by (rest-and-dataplane-protocol.md 3.4).
 * Thread-safe.
 */
public final class Layout {
  private final Views views;

  public Layout(Views views) {
    this.views = views;
  }

  public Reply of(Ask ask) {
    Subject subject = Subject.exclusive(ask, views.of(ask), "_layout");
    Resource<DataplaneSpec> dataplane = subject.dataplane();
    Kri kri = Kri.of(dataplane);
    ObjectNode root = SpecJson.plain().createObjectNode();
    root.put("kri", kri.toString());
    ObjectNode labels = root.putObject("labels");
    dataplane.labels().values().forEach(labels::put);
    ArrayNode inbounds = root.putArray("inbounds");
    dataplane.spec().net().inbounds().forEach(each -> inbound(inbounds, kri, each));
    ArrayNode outbounds = root.putArray("outbounds");
    new NamedOutbounds(subject.image(), dataplane)
        .all()
        .forEach(each -> part(outbounds, each.kri(), each.port(), each.protocol(), each.cluster()));
    ArrayNode listeners = root.putArray("listeners");
    for (Map<String, Object> each :
        Objects.requireNonNullElse(
            dataplane.spec().net().listeners(), List.<Map<String, Object>>of())) {
      listener(listeners, kri, dataplane.spec(), Fields.of(each));
    }
    return Reads.positioned(Reply.json(200, root), subject.view());
  }

  private static void inbound(ArrayNode list, Kri kri, Inbound inbound) {
    String protocol = inbound.effectiveProtocol();
    part(
        list,
        kri.withSection(inbound.section()),
        inbound.port(),
        protocol.isEmpty() ? "tcp" : protocol,
        Names.localCluster(inbound.workloadPort()));
  }

  private static void part(
      ArrayNode list, Kri kri, int port, String protocol, String proxyResourceName) {
    list.addObject()
        .put("kri", kri.toString())
        .put("port", port)
        .put("protocol", protocol)
        .put("proxyResourceName", proxyResourceName);
  }

  private static void listener(ArrayNode list, Kri kri, DataplaneSpec spec, Fields listener) {
    int port = listener.integer("port");
    String name = listener.text("name");
    String address = listener.text("address");
    list.addObject()
        .put("kri", kri.withSection(name.isEmpty() ? Integer.toString(port) : name).toString())
        .put("type", listener.text("type"))
        .put("port", port)
        .put(
            "proxyResourceName",
            Names.inbound(address.isEmpty() ? spec.net().dialled() : address, port));
  }
}

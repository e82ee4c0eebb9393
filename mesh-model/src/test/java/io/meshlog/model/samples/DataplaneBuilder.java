package io.meshlog.model.samples;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.dataplane.DataplaneSpec.Health;
import io.meshlog.model.dataplane.DataplaneSpec.Inbound;
import io.meshlog.model.dataplane.DataplaneSpec.Networking;
import io.meshlog.model.dataplane.DataplaneSpec.Outbound;
import io.meshlog.model.dataplane.DataplaneSpec.OutboundRef;
import io.meshlog.model.dataplane.DataplaneSpec.TransparentProxying;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Origin;
import io.meshlog.model.resource.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Dataplane of the mesh {@code default}, at 192.168.0.1, as its zone's control plane would store
 * it: with the zone's tag and the computed labels. Without an inbound it gets one: {@code web},
 * http, port 80, application on 8080.
 */
public final class DataplaneBuilder {
  private String mesh = "default";
  private String name = "web-1";
  private String address = "192.168.0.1";
  private @Nullable String advertised;
  private @Nullable TransparentProxying transparent;
  private Labels labels = Labels.EMPTY;
  private final List<Inbound> inbounds = new ArrayList<>();
  private final List<Outbound> outbounds = new ArrayList<>();

  public static DataplaneBuilder aDataplane() {
    return new DataplaneBuilder();
  }

  public static DataplaneBuilder aDataplane(String name) {
    return new DataplaneBuilder().named(name);
  }

  public DataplaneBuilder named(String value) {
    name = value;
    return this;
  }

  public DataplaneBuilder inMesh(String value) {
    mesh = value;
    return this;
  }

  public DataplaneBuilder at(String ip) {
    address = ip;
    return this;
  }

  public DataplaneBuilder advertisedAt(String ip) {
    advertised = ip;
    return this;
  }

  /** All traffic of its host goes through it; {@code json} as in a Dataplane. */
  public DataplaneBuilder transparent(String json) {
    transparent = SpecJson.plain().readValue(json, TransparentProxying.class);
    return this;
  }

  public DataplaneBuilder label(String key, String value) {
    labels = labels.with(key, value);
    return this;
  }

  /** An inbound of a service on 80 for an application on 8080. */
  public DataplaneBuilder inbound(String service, String protocol) {
    return inbound(80, 8080, Tags.of(Map.of(Tags.SERVICE, service, Tags.PROTOCOL, protocol)), true);
  }

  public DataplaneBuilder inbound(int port, int servicePort, Tags tags, boolean ready) {
    inbounds.add(
        new Inbound(
            port,
            servicePort,
            null,
            null,
            tags,
            ready ? null : new Health(false),
            null,
            null,
            null,
            null));
    return this;
  }

  /** Adds a tag to the newest inbound. */
  public DataplaneBuilder tag(String key, String value) {
    if (inbounds.isEmpty()) {
      inbound("web", "http");
    }
    Inbound last = inbounds.removeLast();
    inbounds.add(last.withTags(last.tags().with(key, value)));
    return this;
  }

  public DataplaneBuilder outbound(int port, String service) {
    return outbound(port, Tags.of(Tags.SERVICE, service));
  }

  public DataplaneBuilder outbound(int port, Tags tags) {
    outbounds.add(new Outbound(null, port, tags, null));
    return this;
  }

  /** An outbound to a service addressed by identity. */
  public DataplaneBuilder outboundTo(int port, String kind, String name, int servicePort) {
    OutboundRef ref = new OutboundRef(kind, name, Labels.EMPTY, servicePort);
    outbounds.add(new Outbound(null, port, Tags.EMPTY, ref));
    return this;
  }

  /** The same, selected by one label. */
  public DataplaneBuilder outboundTo(
      int port, String kind, String label, String value, int servicePort) {
    OutboundRef ref = new OutboundRef(kind, "", Labels.of(label, value), servicePort);
    outbounds.add(new Outbound(null, port, Tags.EMPTY, ref));
    return this;
  }

  public String mesh() {
    return mesh;
  }

  public String name() {
    return name;
  }

  Labels labels(Origin zone) {
    return labels
        .with(Labels.ENV, "universal")
        .with(Labels.MESH, mesh)
        .with(Labels.ORIGIN, "zone")
        .with(Labels.PROXY_TYPE, "sidecar")
        .with(Labels.ZONE, zone.zone());
  }

  DataplaneSpec spec(Origin zone) {
    if (inbounds.isEmpty()) {
      inbound("web", "http");
    }
    List<Inbound> stamped =
        inbounds.stream().map(i -> i.withTags(i.tags().with(Tags.ZONE, zone.zone()))).toList();
    return new DataplaneSpec(
        new Networking(
            address, advertised, null, stamped, List.copyOf(outbounds), null, transparent, null),
        null,
        null);
  }
}

package io.meshlog.model.dataplane;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.meshlog.model.json.ProtoDuration;
import io.meshlog.model.json.UInt32;
import io.meshlog.model.json.UInt32Value;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Spec;
import io.meshlog.model.resource.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One workload's proxy: where it listens and what it calls (rest-and-dataplane-protocol.md 7.1).
 */
public record DataplaneSpec(
    @Nullable Networking networking, @Nullable Metrics metrics, @Nullable Probes probes)
    implements Spec {

  /** Never null: an empty networking when the user gave none. */
  public Networking net() {
    return networking == null ? Networking.EMPTY : networking;
  }

  /** The services of this proxy, in alphabetical order, each once. */
  public Set<String> services() {
    Set<String> services = new TreeSet<>();
    net().inbounds().forEach(inbound -> services.add(inbound.tags().service()));
    if (net().gateway() != null) {
      services.add(net().gateway().tags().service());
    }
    services.remove("");
    return services;
  }

  /** The tags of every inbound and of the gateway, in order. */
  public List<Tags> tagSets() {
    return Stream.concat(
            net().inbounds().stream().map(Inbound::tags),
            Stream.ofNullable(net().gateway()).map(Gateway::tags))
        .toList();
  }

  /** With each inbound changed; the same when none was. */
  public DataplaneSpec withInbounds(UnaryOperator<Inbound> change) {
    Networking net = networking;
    if (net == null || net.inbound() == null) {
      return this;
    }
    List<Inbound> changed = net.inbound().stream().map(change).toList();
    return changed.equals(net.inbound())
        ? this
        : new DataplaneSpec(
            new Networking(
                net.address(),
                net.advertisedAddress(),
                net.gateway(),
                changed,
                net.outbound(),
                net.listeners(),
                net.transparentProxying(),
                net.admin()),
            metrics,
            probes);
  }

  /**
   * With the health that probes found: on creation nothing is ready, later what is stored stays
   * until the next result.
   */
  DataplaneSpec keepingProbes(@Nullable DataplaneSpec before) {
    return withInbounds(inbound -> {
      if (!inbound.isProbed()) {
        return inbound;
      }
      if (before == null) {
        return inbound.probed(false);
      }
      return before.net().inbounds().stream()
          .filter(old -> old.section().equals(inbound.section()) && old.isProbed())
          .findFirst()
          .map(inbound::withHealthOf)
          .orElse(inbound);
    });
  }

  public record Networking(
      @Nullable String address,
      @Nullable String advertisedAddress,
      @Nullable Gateway gateway,
      @Nullable List<Inbound> inbound,
      @Nullable List<Outbound> outbound,
      @Nullable List<Map<String, Object>> listeners,
      @JsonAlias("transparent_proxying") @Nullable TransparentProxying transparentProxying,
      @Nullable Admin admin) {
    static final Networking EMPTY = new Networking(null, null, null, null, null, null, null, null);

    public List<Inbound> inbounds() {
      return inbound == null ? List.of() : inbound;
    }

    public List<Outbound> outbounds() {
      return outbound == null ? List.of() : outbound;
    }

    /** What other proxies of the zone dial: the advertised address, else the address. */
    public String dialled() {
      return advertisedAddress != null
          ? advertisedAddress
          : Objects.requireNonNullElse(address, "");
    }
  }

  /** A gateway proxy. A null type means DELEGATED. */
  public record Gateway(
      @Nullable String type, @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags) {
    public Gateway {
      type = "DELEGATED".equals(type) ? null : type;
      tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
    }

    public boolean builtin() {
      return "BUILTIN".equals(type);
    }
  }

  /**
   * @param port where other proxies reach it
   * @param servicePort where the application listens, 0 means {@code port}
   * @param address null means the Dataplane's
   * @param serviceAddress null means loopback
   * @param state Ready (null), NotReady or Ignored
   * @param name section name; null means the port number
   */
  public record Inbound(
      int port,
      int servicePort,
      @Nullable String serviceAddress,
      @Nullable String address,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags,
      @Nullable Health health,
      @Nullable ServiceProbe serviceProbe,
      @Nullable String state,
      @Nullable String name,
      @Nullable String protocol) {
    public Inbound {
      state = "Ready".equals(state) ? null : state;
      tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
    }

    /** What a user may say to take an inbound out, whatever probes find. */
    public static final String IGNORED = "Ignored";

    /** As its {@code serviceProbe} found it. */
    public Inbound probed(boolean ready) {
      return new Inbound(
          port,
          servicePort,
          serviceAddress,
          address,
          tags,
          new Health(ready),
          serviceProbe,
          ready ? null : "NotReady",
          name,
          protocol);
    }

    private Inbound withHealthOf(Inbound other) {
      return new Inbound(
          port,
          servicePort,
          serviceAddress,
          address,
          tags,
          other.health(),
          serviceProbe,
          other.state(),
          name,
          protocol);
    }

    /** Whether probes decide about its state. */
    boolean isProbed() {
      return serviceProbe != null && !IGNORED.equals(state);
    }

    public Inbound withTags(Tags other) {
      return new Inbound(
          port,
          servicePort,
          serviceAddress,
          address,
          other,
          health,
          serviceProbe,
          state,
          name,
          protocol);
    }

    /** Whether endpoints of it may be given to other proxies (xds-generation.md 3.4). */
    public boolean healthy() {
      return (state == null || state.equals("Ready")) && (health == null || health.ready());
    }

    /**
     * The tag {@code kuma.io/protocol}, else the field, lower case; empty when neither is given.
     */
    public String effectiveProtocol() {
      String said = tags.has(Tags.PROTOCOL) ? tags.get(Tags.PROTOCOL) : protocol;
      return said == null ? "" : said.toLowerCase(Locale.ROOT);
    }

    public int workloadPort() {
      return servicePort == 0 ? port : servicePort;
    }

    /** What a {@code sectionName} refers to. */
    public String section() {
      return name == null || name.isEmpty() ? Integer.toString(port) : name;
    }
  }

  public record Health(boolean ready) {}

  /**
   * @param address null means 127.0.0.1
   * @param tags the destination; {@code kuma.io/service} is mandatory unless backendRef is given
   */
  public record Outbound(
      @Nullable String address,
      int port,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Tags tags,
      @Nullable OutboundRef backendRef) {
    public Outbound {
      tags = Objects.requireNonNullElse(tags, Tags.EMPTY);
    }

    public String listenAddress() {
      return address == null || address.isEmpty() ? "127.0.0.1" : address;
    }

    /** What it addresses by identity; empty when it goes by tags. */
    public Optional<OutboundRef> ref() {
      return Optional.ofNullable(backendRef);
    }
  }

  /**
   * A reference to a service by identity.
   *
   * @param name empty when it is selected by labels
   */
  public record OutboundRef(
      String kind,
      String name,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Labels labels,
      int port) {
    public OutboundRef {
      kind = Objects.requireNonNullElse(kind, "");
      name = Objects.requireNonNullElse(name, "");
      labels = Objects.requireNonNullElse(labels, Labels.EMPTY);
    }
  }

  /** What transparent proxying does to a proxy's traffic; kept for proxies that have it. */
  public record TransparentProxying(
      @JsonAlias("redirect_port_inbound") @UInt32 long redirectPortInbound,
      @JsonAlias("redirect_port_outbound") @UInt32 long redirectPortOutbound,
      @JsonAlias("direct_access_services") @Nullable List<String> directAccessServices,
      @JsonAlias("reachable_services") @Nullable List<String> reachableServices,
      @JsonAlias("ip_family_mode") @Nullable IpFamilyMode ipFamilyMode,
      @JsonAlias("reachable_backends") @Nullable ReachableBackends reachableBackends) {
    public TransparentProxying {
      ipFamilyMode = ipFamilyMode == IpFamilyMode.UnSpecified ? null : ipFamilyMode;
    }
  }

  /** Spelt as Kuma does. */
  public enum IpFamilyMode {
    UnSpecified,
    DualStack,
    IPv4,
    IPv6
  }

  /**
   * @param refs none: nothing is reachable
   */
  public record ReachableBackends(@Nullable List<ReachableBackend> refs) {}

  public record ReachableBackend(
      @Nullable String kind,
      @Nullable String name,
      @Nullable String namespace,
      @UInt32Value @Nullable Long port,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Labels labels) {
    public ReachableBackend {
      labels = Objects.requireNonNullElse(labels, Labels.EMPTY);
    }
  }

  /** How the application of an inbound is probed. */
  public record ServiceProbe(
      @Nullable ProtoDuration interval,
      @Nullable ProtoDuration timeout,
      @JsonAlias("unhealthy_threshold") @UInt32Value @Nullable Long unhealthyThreshold,
      @JsonAlias("healthy_threshold") @UInt32Value @Nullable Long healthyThreshold,
      @Nullable Tcp tcp) {}

  /** By connecting. */
  public record Tcp() {}

  /** Probes of HTTP that come past the proxy. */
  public record Probes(@UInt32 long port, @Nullable List<Endpoint> endpoints) {}

  public record Endpoint(
      @JsonAlias("inbound_port") @UInt32 long inboundPort,
      @JsonAlias("inbound_path") @Nullable String inboundPath,
      @Nullable String path) {}

  /**
   * A metrics backend of its own.
   *
   * @param conf depends on the type
   */
  public record Metrics(
      @Nullable String name, @Nullable String type, @Nullable Map<String, Object> conf) {}

  public record Admin(int port) {}
}

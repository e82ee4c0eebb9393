package io.meshlog.zone.ads;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.meshlog.xds.XdsType;
import io.meshlog.zone.TestZone;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A proxy that asks for clusters, their endpoints and listeners as Envoy does, and accepts what it
 * is told to accept. Runs on a thread of its own until it is closed.
 */
public final class AckingProxy implements AutoCloseable {
  private final AdsClient<DiscoveryRequest, DiscoveryResponse> client;
  private final Predicate<DiscoveryResponse> accepts;
  private volatile boolean closed;
  private String[] watched = {};

  public AckingProxy(TestZone zone, Node node, Predicate<DiscoveryResponse> accepts)
      throws Exception {
    this.accepts = accepts;
    client = AdsClient.sotw(zone.port(), zone.tls().certificate(), "");
    client.send(AdsClient.first(node, XdsType.CLUSTER));
    client.send(AdsClient.ask(XdsType.LISTENER));
    Thread.ofVirtual().name("acking-proxy").start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        answer(client.next());
      } catch (AssertionError quiet) {
        // Nothing to say for a while, or over.
      } catch (InvalidProtocolBufferException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void answer(DiscoveryResponse response) throws InvalidProtocolBufferException {
    XdsType type = XdsType.ofTypeUrl(response.getTypeUrl()).orElseThrow();
    String[] names = type == XdsType.ENDPOINT ? watched : new String[0];
    boolean accepted = accepts.test(response);
    client.send(accepted ? AdsClient.ack(response, names) : AdsClient.nack(response, "no", names));
    if (type == XdsType.CLUSTER && accepted) {
      boolean first = watched.length == 0;
      watched = eds(response);
      if (watched.length > 0 || !first) {
        client.send(AdsClient.ask(XdsType.ENDPOINT, watched));
      }
    }
  }

  private static String[] eds(DiscoveryResponse response) throws InvalidProtocolBufferException {
    Stream.Builder<String> names = Stream.builder();
    for (var any : response.getResourcesList()) {
      Cluster cluster = any.unpack(Cluster.class);
      if (cluster.getType() == Cluster.DiscoveryType.EDS) {
        names.add(cluster.getName());
      }
    }
    return names.build().toArray(String[]::new);
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    client.close();
  }
}

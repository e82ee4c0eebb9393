package io.meshlog.zone.monitoring;

import io.meshlog.model.dataplane.DataplaneSpec;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.Tags;
import io.meshlog.xds.policy.meshmetric.Scrape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * One proxy for one Prometheus. Its labels come with its metrics, so none are told here.
 *
 * @param service that the Dataplane stands for first of all
 * @param digest of all the others
 */
record Assignment(
    String mesh, String service, String dataplane, String host, Scrape scrape, long digest) {
  static final String TYPE = "type.googleapis.com/kuma.observability.v1.MonitoringAssignment";
  private static final String UNKNOWN = "unknown";

  static Assignment of(Resource<DataplaneSpec> dataplane, Scrape scrape) {
    DataplaneSpec.Networking net = dataplane.spec().net();
    String service = service(net);
    String text =
        String.join(
            "\n", dataplane.mesh(), service, dataplane.name(), net.dialled(), scrape.toString());
    return new Assignment(
        dataplane.mesh(), service, dataplane.name(), net.dialled(), scrape, digest(text));
  }

  private static String service(DataplaneSpec.Networking net) {
    Tags tags =
        net.gateway() != null
            ? net.gateway().tags()
            : net.inbounds().isEmpty() ? Tags.EMPTY : net.inbounds().getFirst().tags();
    return Objects.requireNonNullElse(tags.get(Tags.SERVICE), UNKNOWN);
  }

  /** Equal on every replica, so that a client may ask another one next time. */
  private static long digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK knows SHA-256", e);
    }
  }

  /** As protobuf's JSON, its fields named as in the message. */
  ObjectNode json() {
    ObjectNode node = SpecJson.plain().createObjectNode();
    node.put("@type", TYPE).put("mesh", mesh).put("service", service);
    node.putArray("targets")
        .addObject()
        .put("name", dataplane)
        .put("scheme", scrape.tls() ? "https" : "http")
        .put("address", (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + scrape.port())
        .put("metrics_path", scrape.path());
    return node;
  }
}

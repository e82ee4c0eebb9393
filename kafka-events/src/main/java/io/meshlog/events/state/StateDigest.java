package io.meshlog.events.state;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.json.SpecJson;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Labels;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.resource.ResourceKey;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The hash of a set of live resources, kept up to date at the cost of each change: the sum modulo
 * 2^256 of one SHA-256 per resource, over its key and its content. The order of changes does not
 * matter, only where they end.
 *
 * <p>Content is the canonical payload without the labels {@code kuma.io/origin}, {@code
 * kuma.io/zone} and {@code kuma.io/display-name}: they follow from the key, and a copy gains them
 * on import. So the owner of a channel and whoever holds a copy of it come to the same hash.
 *
 * <p>Mutable; one thread at a time.
 */
public final class StateDigest {
  private static final BigInteger MASK = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
  private static final int BYTES = 32;

  /** Labels that follow from a resource's key. */
  public static final List<String> DERIVED_LABELS =
      List.of(Labels.ORIGIN, Labels.ZONE, Labels.DISPLAY_NAME);

  private final Map<ResourceKey, byte[]> entries = new HashMap<>();
  private BigInteger sum = BigInteger.ZERO;

  /** Of the live resources that a channel carries, at its owner as at whoever holds a copy. */
  public static StateDigest of(MeshImage image, Channel channel) {
    StateDigest digest = new StateDigest();
    image
        .everything()
        .filter(resource -> resource.origin().equals(channel.owner()))
        .filter(resource ->
            resource.type().channelOf(resource.key()).filter(channel::equals).isPresent())
        .forEach(digest::put);
    return digest;
  }

  /** The resource now has this payload, in whatever control plane's words. */
  public void put(ResourceKey key, String payload) {
    set(key, entry(key, content(payload)));
  }

  /** As {@link #put(ResourceKey, String)}, from an image. */
  public void put(Resource<?> resource) {
    TreeMap<String, String> labels = new TreeMap<>(resource.labels().values());
    DERIVED_LABELS.forEach(labels::remove);
    String content = EventCodec.payload(resource.type(), Labels.of(labels), resource.spec());
    set(resource.key(), entry(resource.key(), content));
  }

  public void remove(ResourceKey key) {
    byte[] old = entries.remove(key);
    if (old != null) {
      sum = sum.subtract(new BigInteger(1, old)).and(MASK);
    }
  }

  /** Whether the resource is held with exactly this content. */
  public boolean holds(ResourceKey key, String payload) {
    byte[] held = entries.get(key);
    return held != null && Arrays.equals(held, entry(key, content(payload)));
  }

  public boolean contains(ResourceKey key) {
    return entries.containsKey(key);
  }

  public Set<ResourceKey> keys() {
    return Set.copyOf(entries.keySet());
  }

  public int size() {
    return entries.size();
  }

  public byte[] hash() {
    return bytes(sum);
  }

  /** What the hash would be without some of the resources. */
  public byte[] hashWithout(Collection<ResourceKey> keys) {
    BigInteger rest = sum;
    for (ResourceKey key : Set.copyOf(keys)) {
      byte[] entry = entries.get(key);
      rest = entry == null ? rest : rest.subtract(new BigInteger(1, entry)).and(MASK);
    }
    return bytes(rest);
  }

  private static byte[] bytes(BigInteger sum) {
    byte[] raw = sum.toByteArray();
    byte[] hash = new byte[BYTES];
    int length = Math.min(raw.length, BYTES);
    System.arraycopy(raw, raw.length - length, hash, BYTES - length, length);
    return hash;
  }

  private void set(ResourceKey key, byte[] entry) {
    remove(key);
    entries.put(key, entry);
    sum = sum.add(new BigInteger(1, entry)).and(MASK);
  }

  private static byte[] entry(ResourceKey key, String content) {
    return new Sha256().add(key.toString()).add(content).hash();
  }

  private static String content(String payload) {
    JsonNode root = SpecJson.parse(payload);
    if (root.path("labels") instanceof ObjectNode labels) {
      labels.remove(DERIVED_LABELS);
    }
    return root.toString();
  }
}

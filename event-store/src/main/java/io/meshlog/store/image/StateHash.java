package io.meshlog.store.image;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Resource;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * SHA-256 over the sorted (key, canonical payload) of resources: equal for equal states, whatever
 * positions and times led there. So a source and an importer can compare a channel's set.
 */
public final class StateHash {
  private StateHash() {}

  public static byte[] of(MeshImage image) {
    return of(image.everything());
  }

  /** Of what this channel carries, at its owner as at an importer. */
  public static byte[] of(MeshImage image, Channel channel) {
    return of(
        image
            .everything()
            .filter(resource -> resource.origin().equals(channel.owner()))
            .filter(
                resource ->
                    resource.type().channelOf(channel.owner()).filter(channel::equals).isPresent()));
  }

  private static byte[] of(Stream<Resource<?>> resources) {
    Sha256 sha = new Sha256();
    resources
        .sorted(Comparator.comparing(Resource::key))
        .forEach(
            resource ->
                sha.add(resource.key().toString())
                    .add(
                        EventCodec.payload(resource.type(), resource.labels(), resource.spec())));
    return sha.hash();
  }
}

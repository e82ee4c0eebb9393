package io.meshlog.store.image;

import io.meshlog.events.chain.Sha256;
import io.meshlog.events.codec.EventCodec;
import io.meshlog.events.state.StateDigest;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Resource;
import java.util.Comparator;

/** Hashes of states: equal for equal content, whatever positions and times led there. */
public final class StateHash {
  private StateHash() {}

  /** SHA-256 over the sorted (key, canonical payload) of everything. */
  public static byte[] of(MeshImage image) {
    Sha256 sha = new Sha256();
    image
        .everything()
        .sorted(Comparator.comparing(Resource::key))
        .forEach(resource ->
            sha.add(resource.key().toString())
                .add(EventCodec.payload(resource.type(), resource.labels(), resource.spec())));
    return sha.hash();
  }

  /** Of what this channel carries: the same at its owner and wherever it was imported. */
  public static byte[] of(MeshImage image, Channel channel) {
    StateDigest digest = new StateDigest();
    image
        .everything()
        .filter(resource -> resource.origin().equals(channel.owner()))
        .filter(resource ->
            resource.type().channelOf(resource.key()).filter(channel::equals).isPresent())
        .forEach(digest::put);
    return digest.hash();
  }
}

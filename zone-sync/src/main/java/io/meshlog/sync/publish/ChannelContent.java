package io.meshlog.sync.publish;

import io.meshlog.events.envelope.Checkpoint;
import io.meshlog.events.envelope.ExportedEvent;
import io.meshlog.events.state.StateDigest;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.ResourceKey;
import io.meshlog.sync.kafka.TopicTail;
import java.time.Instant;

/**
 * What a channel holds after the newest published event, as its checkpoints tell. It starts from an
 * image, which may be ahead of what is published: until the publisher has caught up with it, it
 * says nothing. One thread at a time.
 */
final class ChannelContent {
  private final Channel channel;
  private final StateDigest digest;
  private final long imagePos;
  private final long knownFrom;

  /**
   * @param image at or after every event published so far
   * @param headSeq of the channel, read after the image was taken
   */
  ChannelContent(Channel channel, MeshImage image, long headSeq) {
    this.channel = channel;
    this.imagePos = image.head();
    this.knownFrom = headSeq;
    this.digest = StateDigest.of(image, channel);
  }

  void published(ExportedEvent event) {
    ResourceKey key = event.key();
    if (key == null || event.pos() <= imagePos) {
      return;
    }
    if (event.isDeletion()) {
      digest.remove(key);
    } else {
      digest.put(key, event.payload());
    }
  }

  /** Whether the content is that of the newest published event. */
  boolean isKnownAt(long seq) {
    return seq >= knownFrom;
  }

  Checkpoint checkpoint(TopicTail tail, Instant at) {
    return new Checkpoint(
        channel,
        tail.logId(),
        tail.epoch(),
        tail.pos(),
        tail.seq(),
        tail.hash(),
        digest.hash(),
        digest.size(),
        at);
  }
}

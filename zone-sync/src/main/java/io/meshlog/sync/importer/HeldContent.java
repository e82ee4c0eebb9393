package io.meshlog.sync.importer;

import io.meshlog.events.state.StateDigest;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Resource;
import io.meshlog.store.image.LiveImage;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What our log holds of a channel, kept up to date by what the fold says. The fold's thread only
 * leaves notes, as many as the importer's own batches make; the importer's thread reads them.
 */
final class HeldContent implements AutoCloseable {
  private final Channel channel;
  private final Queue<Change> notes = new ConcurrentLinkedQueue<>();
  private final StateDigest digest = new StateDigest();
  private final AutoCloseable subscription;

  HeldContent(Channel channel, LiveImage live) {
    this.channel = channel;
    this.subscription =
        live.subscribe((before, after, delta) ->
            delta.changes().stream().filter(this::concerns).forEach(notes::add));
  }

  private boolean concerns(Change change) {
    return change.key().origin().equals(channel.owner())
        && change.either().type().channelOf(change.key()).filter(channel::equals).isPresent();
  }

  /** As of the newest step of the image. */
  StateDigest digest() {
    for (Change note = notes.poll(); note != null; note = notes.poll()) {
      Resource<?> now = note.after();
      if (now == null) {
        digest.remove(note.key());
      } else {
        digest.put(now);
      }
    }
    return digest;
  }

  @Override
  public void close() throws Exception {
    subscription.close();
  }
}

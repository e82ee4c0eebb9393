package io.meshlog.sync.importer;

import io.meshlog.model.image.MeshDelta;
import io.meshlog.model.image.MeshDelta.Change;
import io.meshlog.model.image.MeshImage;
import io.meshlog.model.resource.Channel;
import io.meshlog.model.resource.Resource;
import io.meshlog.model.types.CoreTypes;
import io.meshlog.store.image.LiveImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What a step of the image means for the importers of a control plane. They share one subscription:
 * a change goes to whom its channel concerns, so a step costs what it changes, however many zones
 * are followed. Thread-safe.
 */
public final class ChannelChanges implements AutoCloseable {
  private final ReentrantLock steps = new ReentrantLock();
  private final Map<Channel, List<Consumer<Change>>> followers = new HashMap<>();
  private final List<Runnable> mesh = new CopyOnWriteArrayList<>();
  private final AutoCloseable subscription;

  /** Of the newest step that was told. */
  private MeshImage image;

  public ChannelChanges(LiveImage live) {
    this.image = MeshImage.empty(live.current().self());
    this.subscription = live.subscribe((before, after, delta) -> step(after, delta));
  }

  private void step(MeshImage after, MeshDelta delta) {
    boolean meshCame = false;
    steps.lock();
    try {
      image = after;
      for (Change change : delta.changes()) {
        meshCame |= change.before() == null && change.key().type().equals(CoreTypes.MESH.name());
        channel(change.either())
            .map(followers::get)
            .ifPresent(told -> told.forEach(follower -> follower.accept(change)));
      }
    } finally {
      steps.unlock();
    }
    if (meshCame) {
      mesh.forEach(Runnable::run);
    }
  }

  private static Optional<Channel> channel(Resource<?> resource) {
    return resource.type().channelOf(resource.key());
  }

  /**
   * Tells what the image holds of a channel, then each change of it, in order, on the fold's
   * thread. Closing the result ends it.
   */
  AutoCloseable follow(Channel channel, Consumer<Change> follower) {
    steps.lock();
    try {
      image
          .everything()
          .filter(resource -> resource.origin().equals(channel.owner()))
          .filter(resource -> channel(resource).filter(channel::equals).isPresent())
          .forEach(resource -> follower.accept(new Change(resource.key(), null, resource)));
      followers.computeIfAbsent(channel, c -> new ArrayList<>()).add(follower);
    } finally {
      steps.unlock();
    }
    return () -> leave(channel, follower);
  }

  private void leave(Channel channel, Consumer<Change> follower) {
    steps.lock();
    try {
      followers.computeIfPresent(
          channel,
          (c, told) -> {
            told.remove(follower);
            return told.isEmpty() ? null : told;
          });
    } finally {
      steps.unlock();
    }
  }

  /** Calls whenever there is a mesh that was not there before, on the fold's thread. */
  AutoCloseable onMesh(Runnable told) {
    mesh.add(told);
    return () -> mesh.remove(told);
  }

  @Override
  public void close() throws Exception {
    subscription.close();
  }
}

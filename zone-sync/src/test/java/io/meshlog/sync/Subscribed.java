package io.meshlog.sync;

import io.meshlog.events.envelope.TopicRecord;
import io.meshlog.events.subscriber.Change;
import io.meshlog.events.subscriber.ChannelHandler;
import io.meshlog.events.subscriber.ChannelPosition;
import io.meshlog.events.subscriber.ChannelSubscription;
import io.meshlog.events.subscriber.Gap;
import io.meshlog.events.subscriber.KeySource;
import io.meshlog.events.subscriber.PositionStore;
import io.meshlog.events.subscriber.Standing;
import io.meshlog.model.resource.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A third party that follows a channel and writes down, in words, all that it is told. */
final class Subscribed implements ChannelHandler, AutoCloseable {
  private final List<String> told = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final ChannelSubscription subscription;
  private final Thread thread;

  /** Positions that outlive a subscription, like a database of the subscriber's own. */
  static final class Positions implements PositionStore {
    final Map<String, ChannelPosition> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<ChannelPosition> load(String channel) {
      return Optional.ofNullable(kept.get(channel));
    }

    @Override
    public void save(ChannelPosition position) {
      kept.put(position.channel(), position);
    }
  }

  Subscribed(
      Channel channel, TestBroker broker, PositionStore positions, @Nullable KeySource keys) {
    subscription = new ChannelSubscription(channel, kafka(broker), positions, keys, this);
    thread = Thread.ofPlatform().name("subscriber").start(this::run);
  }

  static Map<String, Object> kafka(TestBroker broker) {
    return Map.of("bootstrap.servers", broker.settings().bootstrapServers());
  }

  private void run() {
    try {
      subscription.run();
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private void say(String line) {
    synchronized (told) {
      told.add(line);
    }
  }

  List<String> told() {
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    synchronized (told) {
      return List.copyOf(told);
    }
  }

  /** What was told of resources, without their places. */
  List<String> changes() {
    return told().stream().filter(line -> line.startsWith("+") || line.startsWith("-")).toList();
  }

  boolean heard(String line) {
    return told().contains(line);
  }

  boolean heard(Predicate<String> line) {
    return told().stream().anyMatch(line);
  }

  void awaits(String line) {
    try {
      Until.holds("told " + line, () -> heard(line));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but " + told(), e);
    }
  }

  @Override
  public void changed(Change change) {
    String sign = change instanceof Change.Upserted ? "+" : "-";
    say(sign + change.key().name());
  }

  @Override
  public void gap(Gap gap) {
    say("gap " + gap.cause());
  }

  @Override
  public void synced(ChannelPosition position) {
    say("synced " + position.epoch() + ":" + position.seq());
  }

  @Override
  public void caughtUp(ChannelPosition position) {
    say("caught up " + position.epoch() + ":" + position.seq());
  }

  @Override
  public void checkpoint(Standing standing) {
    say(
        "checkpoint "
            + standing.position().seq()
            + (standing.agrees() ? " agrees with " : " differs from ")
            + standing.held().get().size());
  }

  @Override
  public void refused(TopicRecord record, String reason) {
    say("refused " + record.key() + ": " + reason);
  }

  @Override
  public void unreachable(String reason) {
    say("unreachable: " + reason);
  }

  @Override
  public void close() {
    subscription.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

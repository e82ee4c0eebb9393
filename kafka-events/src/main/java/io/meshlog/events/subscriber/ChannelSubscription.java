package io.meshlog.events.subscriber;

import io.meshlog.events.topic.Topics;
import io.meshlog.model.resource.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Follows a channel: the state first, or from where a stored position left off, then the log for as
 * long as it runs. Nothing is lost, and nothing is told twice but after a crash: duplicates are
 * dropped, a gap or a new epoch is answered with what differs in the state, and each checkpoint
 * says whether all was told.
 *
 * <p>{@link #run} occupies its caller's thread, which makes every call of the handler. {@link
 * #close} may be called by any thread. Memory is bounded by the channel's live resources, a key and
 * a hash each, and by what Kafka's client fetches ahead.
 */
public final class ChannelSubscription implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Channel channel;
  private final ChannelHandler handler;
  private final KafkaAccess kafka;
  private final Follower follower;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable Consumer<String, byte[]> consumer;
  private volatile @Nullable Thread runner;

  /**
   * @param kafka properties of Kafka's client, at least {@code bootstrap.servers}
   * @param positions asked once for where to begin, then given every position reached
   * @param keys whose signatures are believed; null: signatures are not looked at
   */
  public ChannelSubscription(
      Channel channel,
      Map<String, Object> kafka,
      PositionStore positions,
      @Nullable KeySource keys,
      ChannelHandler handler) {
    this.channel = channel;
    this.handler = handler;
    this.kafka = new KafkaAccess(kafka, this::isClosed);
    this.follower = new Follower(channel, this.kafka, positions, new Credence(keys), handler);
  }

  /**
   * Follows the channel until closed. What the handler or the store throws ends it; trouble with
   * Kafka that may pass does not.
   */
  public void run() throws Exception {
    if (started.getAndSet(true)) {
      throw new IllegalStateException("a subscription runs once");
    }
    runner = Thread.currentThread();
    try {
      follower.load();
      Duration pause = FIRST_PAUSE;
      while (!isClosed()) {
        long before = follower.polls();
        try {
          session();
        } catch (WakeupException e) {
          // Closed, or woken by nobody we know.
        } catch (RetriableException e) {
          pause = follower.polls() > before ? FIRST_PAUSE : pause;
          handler.unreachable(String.valueOf(e.getMessage()));
          closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause =
              pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                  ? pause.multipliedBy(2)
                  : LONGEST_PAUSE;
        }
      }
    } catch (InterruptException e) {
      Thread.interrupted();
      throw new InterruptedException("interrupted while reading " + channel);
    } finally {
      ended.countDown();
    }
  }

  private void session() throws Exception {
    String cluster = kafka.clusterId();
    long end = kafka.end(Topics.log(channel));
    Consumer<String, byte[]> opened = kafka.follower();
    consumer = opened;
    try {
      follower.begin(opened, cluster, end);
      while (!isClosed()) {
        follower.step();
      }
    } finally {
      consumer = null;
      KafkaAccess.close(opened);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /**
   * Ends {@link #run} after the change that is being handled, and waits for that unless called by
   * the handler itself.
   */
  @Override
  public void close() {
    closed.countDown();
    Consumer<String, byte[]> waiting = consumer;
    if (waiting != null) {
      waiting.wakeup();
    }
    if (!started.get() || Thread.currentThread() == runner) {
      return;
    }
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
